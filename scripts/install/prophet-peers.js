// Installs what `packages/prophet/bench` is measured beside, into node_modules/.cache/prophet-peers; what is there stays as it is:
//   python   PyTorch, schedulefree and prodigyopt from PyPI (about 5.5 GB once installed, for PyTorch comes with CUDA's libraries)
//   river    River from PyPI, whose ADWIN takes turns with ours
//   debian   Debian's PyTorch with all that it needs, unpacked and not installed; needs apt-get and dpkg, no root
//   tfjs     TensorFlow.js with its WebAssembly back end, by npm; no part of the repository's own packages
// A peer that cannot be installed keeps nothing else away; the bench reports it as missing.
// Run: node scripts/install/prophet-peers.js [python] [river] [debian] [tfjs]
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { installPythonPeer } from "./python-peer.js";

const PEERS = fileURLToPath(new URL("../../node_modules/.cache/prophet-peers/", import.meta.url));
const TFJS = "4.22.0";
const RIVER = "0.26.1";

const PEER_INSTALLERS = {
  python: () =>
    installPythonPeer({
      name: "PyTorch, schedulefree, prodigyopt",
      folder: "../../../node_modules/.cache/prophet-peers/python",
      requirements: ["torch==2.15.0", "schedulefree==1.4.1", "prodigyopt==1.1.2"],
      probe: "import torch, schedulefree, prodigyopt",
    }),
  river: () =>
    installPythonPeer({
      name: `River ${RIVER}`,
      folder: "../../../node_modules/.cache/prophet-peers/river",
      requirements: [`river==${RIVER}`],
      probe: `import river; assert river.__version__ == "${RIVER}"`,
    }),
  debian: () => ensure("Debian's PyTorch", () => existsSync(`${PEERS}debian/unpacked`), unpackDebian),
  tfjs: () => ensure(`TensorFlow.js ${TFJS}`, tfjsIsThere, installTfjs),
};

const wanted = process.argv.slice(2);
const chosen = Object.entries(PEER_INSTALLERS).filter(([name]) => wanted.length === 0 || wanted.includes(name));
const missing = chosen.filter(([, install]) => !install());
process.exit(missing.length === 0 ? 0 : 1);

function ensure(name, isThere, install) {
  let outcome = "already there";
  try {
    if (!isThere()) {
      install();
      outcome = isThere() ? "installed" : "installed, yet not found";
    }
  } catch (error) {
    outcome = `not installed: ${error.message}`;
  }
  process.stdout.write(`${name}: ${outcome}\n`);
  return isThere();
}

function tfjsIsThere() {
  return ["tfjs", "tfjs-backend-wasm"].every((name) => {
    const file = `${PEERS}tfjs/node_modules/@tensorflow/${name}/package.json`;
    return existsSync(file) && JSON.parse(readFileSync(file, "utf8")).version === TFJS;
  });
}

function installTfjs() {
  mkdirSync(`${PEERS}tfjs`, { recursive: true });
  writeFileSync(`${PEERS}tfjs/package.json`, '{ "private": true }\n');
  const packages = [`@tensorflow/tfjs@${TFJS}`, `@tensorflow/tfjs-backend-wasm@${TFJS}`];
  run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", ...packages], `${PEERS}tfjs`);
}

/** What `apt-get install` would install, side by side in one folder; the mark that it is whole is written last. */
function unpackDebian() {
  const folder = `${PEERS}debian`;
  const archives = `${folder}/archives`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(archives, { recursive: true });
  const plan = execFileSync("apt-get", ["install", "--simulate", "--no-install-recommends", "python3-torch"], {
    encoding: "utf8",
  });
  const packages = [...plan.matchAll(/^Inst (\S+)/gm)].map(([, name]) => name);
  if (packages.length === 0) throw new Error("it stands in the system already, where the bench does not look");
  run("apt-get", ["download", ...packages], archives);
  for (const file of readdirSync(archives)) run("dpkg", ["-x", `${archives}/${file}`, `${folder}/root`], archives);
  rmSync(archives, { recursive: true });
  writeFileSync(`${folder}/unpacked`, `${packages.join("\n")}\n`);
}

function run(program, args, cwd) {
  execFileSync(program, args, { cwd, stdio: ["ignore", "ignore", "inherit"] });
}
