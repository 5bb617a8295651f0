// Installs the model signing program of the OpenSSF (PyPI model-signing), with which our model signatures are cross-checked, into
// bench/peers/bin/model-signing. What is there stays as it is. Needs Python 3.10 or newer. Run: node scripts/install/model-signing.js
import { installPythonPeer } from "./python-peer.js";

/** pyOpenSSL: the program imports it and does not name it among its requirements. */
const isThere = installPythonPeer({
  name: "model-signing",
  folder: "model-signing",
  requirements: ["model-signing==1.1.1", "pyOpenSSL==26.4.0"],
  probe: "import model_signing",
});
process.exit(isThere ? 0 : 1);
