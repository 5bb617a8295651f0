// Installs the reader of safetensors (PyPI), which reads back what our trainer writes, into bench/peers/bin/safetensors. What is there
// stays as it is. Needs Python 3.10 or newer. Run: node scripts/install/safetensors.js
import { installPythonPeer } from "./python-peer.js";

const isThere = installPythonPeer({
  name: "safetensors",
  folder: "safetensors",
  requirements: ["safetensors==0.6.2", "numpy==2.3.4"],
  probe: "import safetensors, numpy",
});
process.exit(isThere ? 0 : 1);
