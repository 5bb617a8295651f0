import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { installPythonPeer } from "./python-peer.js";

/** Runs the tests of the Python package, in an environment of its own. Needs Python 3.10 or newer. */
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = "python-gate";
const isThere = installPythonPeer({
  name: "Python packages",
  folder,
  requirements: ["cryptography>=42", "pytest>=8", "uvicorn>=0.30"],
  probe: "import cryptography, pytest, uvicorn",
});
if (!isThere) process.exit(1);

const { status } = spawnSync(`${root}bench/peers/bin/${folder}/bin/python`, ["-m", "pytest", "-q"], {
  cwd: `${root}python`,
  env: { ...process.env, PYTHONPATH: "src", PYTHONDONTWRITEBYTECODE: "1" },
  stdio: "inherit",
});
process.exit(status ?? 1);
