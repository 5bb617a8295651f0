// Installs Inspect's own Python reader, which `packages/evidence/bench/intake.ts` is measured beside, into bench/peers/bin/inspect.
// Its version is that of the fixtures' maker. Run: node scripts/install/intake-peer.js
import { fileURLToPath } from "node:url";
import { installPythonPeer } from "./python-peer.js";

const isThere = installPythonPeer({
  name: "inspect_ai",
  folder: "inspect",
  requirements: ["-r", fileURLToPath(new URL("../fixtures/inspect/requirements.txt", import.meta.url))],
  probe: "import inspect_ai.log",
});
process.exit(isThere ? 0 : 1);
