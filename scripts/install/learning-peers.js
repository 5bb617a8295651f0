// Installs Stable-Baselines3, which `packages/simulation/bench/learner.ts` is measured beside, into node_modules/.cache/learning-peers.
// Its PyTorch comes from PyPI with CUDA's libraries: about 5.5 GB once installed.
// Run: node scripts/install/learning-peers.js
import { installPythonPeer } from "./python-peer.js";

const VERSION = "2.9.2";

const isThere = installPythonPeer({
  name: "stable-baselines3",
  folder: "../../../node_modules/.cache/learning-peers",
  requirements: [`stable-baselines3==${VERSION}`, "torch==2.15.0", "gymnasium==1.4.0", "wasmtime==50.0.1"],
  probe: `import stable_baselines3, torch, gymnasium, wasmtime; assert stable_baselines3.__version__ == "${VERSION}"`,
});
process.exit(isThere ? 0 : 1);
