# Written by scripts/write-clients.ts from the API's description; not edited by hand.
"""Every operation of the API as a method, but for the event stream."""

from collections.abc import Iterator
from typing import Any, Callable, cast

from ..pages import pages_from
from . import types

#: What is asked of each operation, by its id.
OPERATIONS: dict[str, dict[str, Any]] = {
    "get-health": {
        "method": "GET",
        "path": "/healthz",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-readiness": {
        "method": "GET",
        "path": "/readyz",
        "slashed": [],
        "query": [],
        "statuses": [200, 503],
        "answer": "json",
    },
    "get-jwks": {
        "method": "GET",
        "path": "/v1/jwks",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-well-known-jwks": {
        "method": "GET",
        "path": "/.well-known/jwks.json",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-withdrawals": {
        "method": "GET",
        "path": "/v1/withdrawals",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-overrides": {
        "method": "GET",
        "path": "/v1/overrides",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-packs": {
        "method": "GET",
        "path": "/v1/packs",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-pack-file": {
        "method": "GET",
        "path": "/v1/packs/{pack}/{file}",
        "slashed": ["file"],
        "query": [],
        "statuses": [200],
        "answer": "bytes",
    },
    "list-decisions": {
        "method": "GET",
        "path": "/v1/decisions",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-metrics": {
        "method": "GET",
        "path": "/metrics",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "text",
    },
    "get-site": {
        "method": "GET",
        "path": "/v1/site",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-now": {
        "method": "GET",
        "path": "/v1/now",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-codes": {
        "method": "GET",
        "path": "/v1/codes",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-mesh": {
        "method": "GET",
        "path": "/v1/mesh",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-run-evidence": {
        "method": "GET",
        "path": "/v1/runs/{run}/evidence",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-deployment-evidence": {
        "method": "GET",
        "path": "/v1/deployments/{deployment}/evidence",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-deployment-price": {
        "method": "GET",
        "path": "/v1/deployments/{deployment}/price",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-affidavits": {
        "method": "GET",
        "path": "/v1/affidavits",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-affidavits": {
        "method": "GET",
        "path": "/v1/affidavits/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-attestations": {
        "method": "GET",
        "path": "/v1/attestations",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-attestations": {
        "method": "GET",
        "path": "/v1/attestations/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-audits": {
        "method": "GET",
        "path": "/v1/audits",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-audits": {
        "method": "GET",
        "path": "/v1/audits/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-checkpoints": {
        "method": "GET",
        "path": "/v1/checkpoints",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-checkpoints": {
        "method": "GET",
        "path": "/v1/checkpoints/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-datasets": {
        "method": "GET",
        "path": "/v1/datasets",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-datasets": {
        "method": "GET",
        "path": "/v1/datasets/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-deployments": {
        "method": "GET",
        "path": "/v1/deployments",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-deployments": {
        "method": "GET",
        "path": "/v1/deployments/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-examinations": {
        "method": "GET",
        "path": "/v1/examinations",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-examinations": {
        "method": "GET",
        "path": "/v1/examinations/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-keys": {
        "method": "GET",
        "path": "/v1/keys",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-keys": {
        "method": "GET",
        "path": "/v1/keys/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-labs": {
        "method": "GET",
        "path": "/v1/labs",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-labs": {
        "method": "GET",
        "path": "/v1/labs/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-leases": {
        "method": "GET",
        "path": "/v1/leases",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-leases": {
        "method": "GET",
        "path": "/v1/leases/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-lineages": {
        "method": "GET",
        "path": "/v1/lineages",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-lineages": {
        "method": "GET",
        "path": "/v1/lineages/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-releases": {
        "method": "GET",
        "path": "/v1/releases",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-releases": {
        "method": "GET",
        "path": "/v1/releases/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-runs": {
        "method": "GET",
        "path": "/v1/runs",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-runs": {
        "method": "GET",
        "path": "/v1/runs/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-wallets": {
        "method": "GET",
        "path": "/v1/wallets",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-wallets": {
        "method": "GET",
        "path": "/v1/wallets/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-window-sets": {
        "method": "GET",
        "path": "/v1/window-sets",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-window-sets": {
        "method": "GET",
        "path": "/v1/window-sets/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-checkpoint": {
        "method": "GET",
        "path": "/v1/log/checkpoint",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "text",
    },
    "get-vkey": {
        "method": "GET",
        "path": "/v1/log/vkey",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "text",
    },
    "get-tile": {
        "method": "GET",
        "path": "/v1/log/tile/{tile}",
        "slashed": ["tile"],
        "query": [],
        "statuses": [200],
        "answer": "bytes",
    },
    "list-entries": {
        "method": "GET",
        "path": "/v1/entries",
        "slashed": [],
        "query": ["from", "limit"],
        "statuses": [200],
        "answer": "json",
    },
    "get-entry": {
        "method": "GET",
        "path": "/v1/entries/{index}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-proof": {
        "method": "GET",
        "path": "/v1/entries/{index}/proof",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-consistency": {
        "method": "GET",
        "path": "/v1/consistency",
        "slashed": [],
        "query": ["from", "to"],
        "statuses": [200],
        "answer": "json",
    },
    "submit-command": {
        "method": "POST",
        "path": "/v1/commands",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "request-token": {
        "method": "POST",
        "path": "/v1/tokens",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "order-kill": {
        "method": "POST",
        "path": "/v1/kills",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-openapi": {
        "method": "GET",
        "path": "/v1/openapi.json",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
}


class Operations:
    """Every operation of the API as a method, but for the event stream."""

    def __init__(self, ask: Callable[..., Any]) -> None:
        self._ask = ask

    def get_health(self, timeout: float | None = None) -> types.HealthAnswer:
        """The process answers. ``GET /healthz``"""
        return cast("types.HealthAnswer", self._ask(OPERATIONS["get-health"], {}, None, timeout))

    def get_readiness(self, timeout: float | None = None) -> types.ReadyAnswer:
        """200 when commands are decided and durable, else 503 with the reasons. ``GET /readyz``"""
        return cast("types.ReadyAnswer", self._ask(OPERATIONS["get-readiness"], {}, None, timeout))

    def get_jwks(self, timeout: float | None = None) -> Any:
        """The key set of capability tokens (RFC 7517). ``GET /v1/jwks``"""
        return cast("Any", self._ask(OPERATIONS["get-jwks"], {}, None, timeout))

    def get_well_known_jwks(self, timeout: float | None = None) -> Any:
        """The key set of capability tokens (RFC 7517). ``GET /.well-known/jwks.json``"""
        return cast("Any", self._ask(OPERATIONS["get-well-known-jwks"], {}, None, timeout))

    def get_withdrawals(self, timeout: float | None = None) -> Any:
        """The signed withdrawal feed, which gates follow. ``GET /v1/withdrawals``"""
        return cast("Any", self._ask(OPERATIONS["get-withdrawals"], {}, None, timeout))

    def list_overrides(self, timeout: float | None = None) -> types.OverridesAnswer:
        """Overrides of release: public, signed, once. ``GET /v1/overrides``"""
        return cast("types.OverridesAnswer", self._ask(OPERATIONS["list-overrides"], {}, None, timeout))

    def list_packs(self, timeout: float | None = None) -> types.PacksAnswer:
        """Transparency packs that the site published. ``GET /v1/packs``"""
        return cast("types.PacksAnswer", self._ask(OPERATIONS["list-packs"], {}, None, timeout))

    def get_pack_file(self, pack: str, file: str, timeout: float | None = None) -> bytes:
        """A file of a transparency pack. ``GET /v1/packs/{pack}/{file}``"""
        return cast("bytes", self._ask(OPERATIONS["get-pack-file"], {"pack": pack, "file": file}, None, timeout))

    def list_decisions(self, timeout: float | None = None) -> types.DecisionsAnswer:
        """Decisions of release: colour, reasons, what would change them. ``GET /v1/decisions``"""
        return cast("types.DecisionsAnswer", self._ask(OPERATIONS["list-decisions"], {}, None, timeout))

    def get_metrics(self, timeout: float | None = None) -> str:
        """OpenMetrics text. ``GET /metrics``"""
        return cast("str", self._ask(OPERATIONS["get-metrics"], {}, None, timeout))

    def get_site(self, timeout: float | None = None) -> types.SiteAnswer:
        """The site, its log and its policy. ``GET /v1/site``"""
        return cast("types.SiteAnswer", self._ask(OPERATIONS["get-site"], {}, None, timeout))

    def get_now(self, timeout: float | None = None) -> types.NowView:
        """Every run and deployment that lives, with its power and why. ``GET /v1/now``"""
        return cast("types.NowView", self._ask(OPERATIONS["get-now"], {}, None, timeout))

    def list_codes(self, timeout: float | None = None) -> types.CodesAnswer:
        """Every refusal and every reason for power, in plain words. ``GET /v1/codes``"""
        return cast("types.CodesAnswer", self._ask(OPERATIONS["list-codes"], {}, None, timeout))

    def get_mesh(self, timeout: float | None = None) -> types.MeshView:
        """The mesh as this node sees it. ``GET /v1/mesh``"""
        return cast("types.MeshView", self._ask(OPERATIONS["get-mesh"], {}, None, timeout))

    def get_run_evidence(self, run: str, timeout: float | None = None) -> types.EvidenceAnswer:
        """What is proven, what is missing, and how many trials more a claim needs. ``GET /v1/runs/{run}/evidence``"""
        return cast("types.EvidenceAnswer", self._ask(OPERATIONS["get-run-evidence"], {"run": run}, None, timeout))

    def get_deployment_evidence(self, deployment: str, timeout: float | None = None) -> types.EvidenceAnswer:
        """What is proven, what is missing, and how many trials more a claim needs. ``GET /v1/deployments/{deployment}/evidence``"""
        return cast("types.EvidenceAnswer", self._ask(OPERATIONS["get-deployment-evidence"], {"deployment": deployment}, None, timeout))

    def get_deployment_price(self, deployment: str, timeout: float | None = None) -> types.PriceAnswer:
        """What the capability graph costs in a quarter, by part (ACB-K §7). ``GET /v1/deployments/{deployment}/price``"""
        return cast("types.PriceAnswer", self._ask(OPERATIONS["get-deployment-price"], {"deployment": deployment}, None, timeout))

    def list_affidavits(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> types.AffidavitPage:
        """Catastrophic Risk Affidavits: public, signed, not revocable. ``GET /v1/affidavits``"""
        return cast("types.AffidavitPage", self._ask(OPERATIONS["list-affidavits"], {"limit": limit, "cursor": cursor}, None, timeout))

    def all_affidavits(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> Iterator[types.Affidavit]:
        """Every item of ``list-affidavits``, page by page."""
        return pages_from(
            lambda next: self.list_affidavits(cursor=cursor if next is None else next, limit=limit, timeout=timeout)
        )

    def get_affidavits(self, name: str, timeout: float | None = None) -> types.AffidavitOne:
        """One of: Catastrophic Risk Affidavits: public, signed, not revocable. ``GET /v1/affidavits/{name}``"""
        return cast("types.AffidavitOne", self._ask(OPERATIONS["get-affidavits"], {"name": name}, None, timeout))

    def list_attestations(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> types.AttestationPage:
        """What registered roots attest of nodes, by the node's key. ``GET /v1/attestations``"""
        return cast("types.AttestationPage", self._ask(OPERATIONS["list-attestations"], {"limit": limit, "cursor": cursor}, None, timeout))

    def all_attestations(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> Iterator[types.Attestation]:
        """Every item of ``list-attestations``, page by page."""
        return pages_from(
            lambda next: self.list_attestations(cursor=cursor if next is None else next, limit=limit, timeout=timeout)
        )

    def get_attestations(self, name: str, timeout: float | None = None) -> types.AttestationOne:
        """One of: what registered roots attest of nodes, by the node's key. ``GET /v1/attestations/{name}``"""
        return cast("types.AttestationOne", self._ask(OPERATIONS["get-attestations"], {"name": name}, None, timeout))

    def list_audits(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> types.AuditPage:
        """What meters say beside what was paid for, by lab. ``GET /v1/audits``"""
        return cast("types.AuditPage", self._ask(OPERATIONS["list-audits"], {"limit": limit, "cursor": cursor}, None, timeout))

    def all_audits(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> Iterator[types.AuditRecord]:
        """Every item of ``list-audits``, page by page."""
        return pages_from(
            lambda next: self.list_audits(cursor=cursor if next is None else next, limit=limit, timeout=timeout)
        )

    def get_audits(self, name: str, timeout: float | None = None) -> types.AuditOne:
        """One of: what meters say beside what was paid for, by lab. ``GET /v1/audits/{name}``"""
        return cast("types.AuditOne", self._ask(OPERATIONS["get-audits"], {"name": name}, None, timeout))

    def list_checkpoints(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> types.CheckpointPage:
        """Registered weights, by digest. ``GET /v1/checkpoints``"""
        return cast("types.CheckpointPage", self._ask(OPERATIONS["list-checkpoints"], {"limit": limit, "cursor": cursor}, None, timeout))

    def all_checkpoints(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> Iterator[types.Checkpoint]:
        """Every item of ``list-checkpoints``, page by page."""
        return pages_from(
            lambda next: self.list_checkpoints(cursor=cursor if next is None else next, limit=limit, timeout=timeout)
        )

    def get_checkpoints(self, name: str, timeout: float | None = None) -> types.CheckpointOne:
        """One of: registered weights, by digest. ``GET /v1/checkpoints/{name}``"""
        return cast("types.CheckpointOne", self._ask(OPERATIONS["get-checkpoints"], {"name": name}, None, timeout))

    def list_datasets(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> types.DatasetPage:
        """Registered datasets, by digest. ``GET /v1/datasets``"""
        return cast("types.DatasetPage", self._ask(OPERATIONS["list-datasets"], {"limit": limit, "cursor": cursor}, None, timeout))

    def all_datasets(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> Iterator[types.Dataset]:
        """Every item of ``list-datasets``, page by page."""
        return pages_from(
            lambda next: self.list_datasets(cursor=cursor if next is None else next, limit=limit, timeout=timeout)
        )

    def get_datasets(self, name: str, timeout: float | None = None) -> types.DatasetOne:
        """One of: registered datasets, by digest. ``GET /v1/datasets/{name}``"""
        return cast("types.DatasetOne", self._ask(OPERATIONS["get-datasets"], {"name": name}, None, timeout))

    def list_deployments(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> types.DeploymentPage:
        """Deployed capability graphs with their power. ``GET /v1/deployments``"""
        return cast("types.DeploymentPage", self._ask(OPERATIONS["list-deployments"], {"limit": limit, "cursor": cursor}, None, timeout))

    def all_deployments(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> Iterator[types.DeploymentView]:
        """Every item of ``list-deployments``, page by page."""
        return pages_from(
            lambda next: self.list_deployments(cursor=cursor if next is None else next, limit=limit, timeout=timeout)
        )

    def get_deployments(self, name: str, timeout: float | None = None) -> types.DeploymentOne:
        """One of: deployed capability graphs with their power. ``GET /v1/deployments/{name}``"""
        return cast("types.DeploymentOne", self._ask(OPERATIONS["get-deployments"], {"name": name}, None, timeout))

    def list_examinations(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> types.ExaminationPage:
        """What was asked of oversight families. ``GET /v1/examinations``"""
        return cast("types.ExaminationPage", self._ask(OPERATIONS["list-examinations"], {"limit": limit, "cursor": cursor}, None, timeout))

    def all_examinations(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> Iterator[types.Examination]:
        """Every item of ``list-examinations``, page by page."""
        return pages_from(
            lambda next: self.list_examinations(cursor=cursor if next is None else next, limit=limit, timeout=timeout)
        )

    def get_examinations(self, name: str, timeout: float | None = None) -> types.ExaminationOne:
        """One of: what was asked of oversight families. ``GET /v1/examinations/{name}``"""
        return cast("types.ExaminationOne", self._ask(OPERATIONS["get-examinations"], {"name": name}, None, timeout))

    def list_keys(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> types.KeyPage:
        """Whose signature counts here, and for what. ``GET /v1/keys``"""
        return cast("types.KeyPage", self._ask(OPERATIONS["list-keys"], {"limit": limit, "cursor": cursor}, None, timeout))

    def all_keys(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> Iterator[types.KeyView]:
        """Every item of ``list-keys``, page by page."""
        return pages_from(
            lambda next: self.list_keys(cursor=cursor if next is None else next, limit=limit, timeout=timeout)
        )

    def get_keys(self, name: str, timeout: float | None = None) -> types.KeyOne:
        """One of: whose signature counts here, and for what. ``GET /v1/keys/{name}``"""
        return cast("types.KeyOne", self._ask(OPERATIONS["get-keys"], {"name": name}, None, timeout))

    def list_labs(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> types.LabPage:
        """Accredited labs. ``GET /v1/labs``"""
        return cast("types.LabPage", self._ask(OPERATIONS["list-labs"], {"limit": limit, "cursor": cursor}, None, timeout))

    def all_labs(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> Iterator[types.Lab]:
        """Every item of ``list-labs``, page by page."""
        return pages_from(
            lambda next: self.list_labs(cursor=cursor if next is None else next, limit=limit, timeout=timeout)
        )

    def get_labs(self, name: str, timeout: float | None = None) -> types.LabOne:
        """One of: accredited labs. ``GET /v1/labs/{name}``"""
        return cast("types.LabOne", self._ask(OPERATIONS["get-labs"], {"name": name}, None, timeout))

    def list_leases(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> types.LeasePage:
        """Permissions to compute that live. ``GET /v1/leases``"""
        return cast("types.LeasePage", self._ask(OPERATIONS["list-leases"], {"limit": limit, "cursor": cursor}, None, timeout))

    def all_leases(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> Iterator[types.Lease]:
        """Every item of ``list-leases``, page by page."""
        return pages_from(
            lambda next: self.list_leases(cursor=cursor if next is None else next, limit=limit, timeout=timeout)
        )

    def get_leases(self, name: str, timeout: float | None = None) -> types.LeaseOne:
        """One of: permissions to compute that live. ``GET /v1/leases/{name}``"""
        return cast("types.LeaseOne", self._ask(OPERATIONS["get-leases"], {"name": name}, None, timeout))

    def list_lineages(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> types.LineagePage:
        """All that descends from the same weights. ``GET /v1/lineages``"""
        return cast("types.LineagePage", self._ask(OPERATIONS["list-lineages"], {"limit": limit, "cursor": cursor}, None, timeout))

    def all_lineages(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> Iterator[types.Lineage]:
        """Every item of ``list-lineages``, page by page."""
        return pages_from(
            lambda next: self.list_lineages(cursor=cursor if next is None else next, limit=limit, timeout=timeout)
        )

    def get_lineages(self, name: str, timeout: float | None = None) -> types.LineageOne:
        """One of: all that descends from the same weights. ``GET /v1/lineages/{name}``"""
        return cast("types.LineageOne", self._ask(OPERATIONS["get-lineages"], {"name": name}, None, timeout))

    def list_releases(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> types.ReleasePage:
        """What the release policy last said, by artifact. ``GET /v1/releases``"""
        return cast("types.ReleasePage", self._ask(OPERATIONS["list-releases"], {"limit": limit, "cursor": cursor}, None, timeout))

    def all_releases(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> Iterator[types.ReleaseVerdict]:
        """Every item of ``list-releases``, page by page."""
        return pages_from(
            lambda next: self.list_releases(cursor=cursor if next is None else next, limit=limit, timeout=timeout)
        )

    def get_releases(self, name: str, timeout: float | None = None) -> types.ReleaseOne:
        """One of: what the release policy last said, by artifact. ``GET /v1/releases/{name}``"""
        return cast("types.ReleaseOne", self._ask(OPERATIONS["get-releases"], {"name": name}, None, timeout))

    def list_runs(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> types.RunPage:
        """Training runs with their power and why. ``GET /v1/runs``"""
        return cast("types.RunPage", self._ask(OPERATIONS["list-runs"], {"limit": limit, "cursor": cursor}, None, timeout))

    def all_runs(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> Iterator[types.RunView]:
        """Every item of ``list-runs``, page by page."""
        return pages_from(
            lambda next: self.list_runs(cursor=cursor if next is None else next, limit=limit, timeout=timeout)
        )

    def get_runs(self, name: str, timeout: float | None = None) -> types.RunOne:
        """One of: training runs with their power and why. ``GET /v1/runs/{name}``"""
        return cast("types.RunOne", self._ask(OPERATIONS["get-runs"], {"name": name}, None, timeout))

    def list_wallets(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> types.WalletPage:
        """Compute units by lab and quarter. ``GET /v1/wallets``"""
        return cast("types.WalletPage", self._ask(OPERATIONS["list-wallets"], {"limit": limit, "cursor": cursor}, None, timeout))

    def all_wallets(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> Iterator[types.WalletView]:
        """Every item of ``list-wallets``, page by page."""
        return pages_from(
            lambda next: self.list_wallets(cursor=cursor if next is None else next, limit=limit, timeout=timeout)
        )

    def get_wallets(self, name: str, timeout: float | None = None) -> types.WalletOne:
        """One of: compute units by lab and quarter. ``GET /v1/wallets/{name}``"""
        return cast("types.WalletOne", self._ask(OPERATIONS["get-wallets"], {"name": name}, None, timeout))

    def list_window_sets(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> types.WindowSetPage:
        """Windows of trials, by set. ``GET /v1/window-sets``"""
        return cast("types.WindowSetPage", self._ask(OPERATIONS["list-window-sets"], {"limit": limit, "cursor": cursor}, None, timeout))

    def all_window_sets(self, limit: int | None = None, cursor: str | None = None, timeout: float | None = None) -> Iterator[types.WindowSet]:
        """Every item of ``list-window-sets``, page by page."""
        return pages_from(
            lambda next: self.list_window_sets(cursor=cursor if next is None else next, limit=limit, timeout=timeout)
        )

    def get_window_sets(self, name: str, timeout: float | None = None) -> types.WindowSetOne:
        """One of: windows of trials, by set. ``GET /v1/window-sets/{name}``"""
        return cast("types.WindowSetOne", self._ask(OPERATIONS["get-window-sets"], {"name": name}, None, timeout))

    def get_checkpoint(self, timeout: float | None = None) -> str:
        """The newest checkpoint of the log (C2SP tlog-checkpoint). ``GET /v1/log/checkpoint``"""
        return cast("str", self._ask(OPERATIONS["get-checkpoint"], {}, None, timeout))

    def get_vkey(self, timeout: float | None = None) -> str:
        """The verifier key of the log (C2SP signed-note); whoever verifies pins it from somewhere else. ``GET /v1/log/vkey``"""
        return cast("str", self._ask(OPERATIONS["get-vkey"], {}, None, timeout))

    def get_tile(self, tile: str, timeout: float | None = None) -> bytes:
        """A tile or a bundle of entries (C2SP tlog-tiles), partial ones with .p/WIDTH. ``GET /v1/log/tile/{tile}``"""
        return cast("bytes", self._ask(OPERATIONS["get-tile"], {"tile": tile}, None, timeout))

    def list_entries(self, from_: int | None = None, limit: int | None = None, timeout: float | None = None) -> types.EntryPage:
        """Entries in the order of the log. ``GET /v1/entries``"""
        return cast("types.EntryPage", self._ask(OPERATIONS["list-entries"], {"from": from_, "limit": limit}, None, timeout))

    def all_entries(self, from_: int | None = None, limit: int | None = None, timeout: float | None = None) -> Iterator[types.PlacedEntry]:
        """Every item of ``list-entries``, page by page."""
        return pages_from(
            lambda next: self.list_entries(from_=from_ if next is None else int(next), limit=limit, timeout=timeout)
        )

    def get_entry(self, index: int, timeout: float | None = None) -> types.EntryOne:
        """One entry. ``GET /v1/entries/{index}``"""
        return cast("types.EntryOne", self._ask(OPERATIONS["get-entry"], {"index": index}, None, timeout))

    def get_proof(self, index: int, timeout: float | None = None) -> types.ProofAnswer:
        """The proof that an entry is in the log: a C2SP tlog-proof for each leaf that it lies in. ``GET /v1/entries/{index}/proof``"""
        return cast("types.ProofAnswer", self._ask(OPERATIONS["get-proof"], {"index": index}, None, timeout))

    def get_consistency(self, from_: int | None = None, to: int | None = None, timeout: float | None = None) -> types.ConsistencyAnswer:
        """That the log of one size begins with the log of a smaller one (RFC 6962 §2.1.2); sizes count leaves. ``GET /v1/consistency``"""
        return cast("types.ConsistencyAnswer", self._ask(OPERATIONS["get-consistency"], {"from": from_, "to": to}, None, timeout))

    def submit_command(self, envelope: types.Envelope, timeout: float | None = None) -> types.CommandAnswer:
        """A signed command, decided and durable before it is answered. ``POST /v1/commands``"""
        return cast("types.CommandAnswer", self._ask(OPERATIONS["submit-command"], {}, envelope, timeout))

    def request_token(self, envelope: types.Envelope, timeout: float | None = None) -> types.TokenAnswer:
        """A signed token.request, decided; and where it is granted, the capability token itself. ``POST /v1/tokens``"""
        return cast("types.TokenAnswer", self._ask(OPERATIONS["request-token"], {}, envelope, timeout))

    def order_kill(self, envelope: types.Envelope, timeout: float | None = None) -> types.KillReport:
        """A signed order to kill a run of this machine; again, it changes nothing. ``POST /v1/kills``"""
        return cast("types.KillReport", self._ask(OPERATIONS["order-kill"], {}, envelope, timeout))

    def get_openapi(self, timeout: float | None = None) -> Any:
        """This document. ``GET /v1/openapi.json``"""
        return cast("Any", self._ask(OPERATIONS["get-openapi"], {}, None, timeout))
