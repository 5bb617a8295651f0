// Installs Gymnasium, which `packages/evidence/bench/gridworld.ts` is measured beside, into bench/peers/bin/gymnasium.
// Run: node scripts/install/gridworld-peer.js
import { installPythonPeer } from "./python-peer.js";

const VERSION = "1.4.0";

const isThere = installPythonPeer({
  name: "gymnasium",
  folder: "gymnasium",
  requirements: [`gymnasium==${VERSION}`],
  probe: `import gymnasium; assert gymnasium.__version__ == "${VERSION}"`,
});
process.exit(isThere ? 0 : 1);
