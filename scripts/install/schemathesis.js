// Installs Schemathesis, which `npm run test:api` fuzzes the API with, into bench/peers/bin/schemathesis.
// Run: node scripts/install/schemathesis.js
import { installPythonPeer } from "./python-peer.js";

const isThere = installPythonPeer({
  name: "schemathesis",
  folder: "schemathesis",
  requirements: ["schemathesis==4.32.5"],
  probe: "import schemathesis",
});
process.exit(isThere ? 0 : 1);
