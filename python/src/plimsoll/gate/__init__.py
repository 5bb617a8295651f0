"""No token, no service: the gate as a library, for model servers written in Python.

The rules are G-40 to G-69 of spec/governor.md; the vectors in spec/vectors/governor bind this package and the one in
TypeScript alike. Nothing here asks a network: the issuer's keys, the node's token and the withdrawal feed are files that
``plimsoll token issue --keep`` writes.
"""

from .asgi import AsgiGate
from .gate_files import GateFiles
from .gatekeeper import Admission, Gatekeeper, GateIdentity
from .refusal import Refusal
from .wsgi import WsgiGate

__all__ = ["Admission", "AsgiGate", "GateFiles", "GateIdentity", "Gatekeeper", "Refusal", "WsgiGate"]
