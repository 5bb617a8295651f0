// Installs the policy engines that `npm run bench:kernel` is measured beside, into bench/peers. What is there stays as it is.
// Needs npm and, for OPA, Go on the PATH. Run: node scripts/install/bench-peers.js
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const OPA = { module: "github.com/open-policy-agent/opa", version: "v1.22.0" };
const PEERS = fileURLToPath(new URL("../../bench/peers/", import.meta.url));

const steps = [
  ["packages", packagesAreThere, installPackages],
  [`OPA ${OPA.version}`, opaIsThere, installOpa],
];
const failed = steps.filter(([name, isThere, install]) => !ensure(name, isThere, install));
process.exit(failed.length === 0 ? 0 : 1);

/** One peer that cannot be installed does not keep the others away; the bench reports it as missing. */
function ensure(name, isThere, install) {
  if (isThere()) return said(name, "already there", true);
  try {
    install();
  } catch (error) {
    return said(name, `not installed: ${error.message}`, false);
  }
  return said(name, isThere() ? "installed" : "installed, yet not found", isThere());
}

function said(name, outcome, good) {
  process.stdout.write(`${name}: ${outcome}\n`);
  return good;
}

function packagesAreThere() {
  const { dependencies } = readJson(`${PEERS}package.json`);
  return Object.entries(dependencies).every(([name, version]) => {
    const file = `${PEERS}node_modules/${name}/package.json`;
    return existsSync(file) && readJson(file).version === version;
  });
}

function installPackages() {
  execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: PEERS, stdio: ["ignore", "ignore", "inherit"] });
}

function opaIsThere() {
  const program = `${PEERS}bin/opa`;
  if (!existsSync(program)) return false;
  return execFileSync(program, ["version"], { encoding: "utf8" }).includes(`Version: ${OPA.version.slice(1)}`);
}

function installOpa() {
  mkdirSync(`${PEERS}bin`, { recursive: true });
  const env = { ...process.env, GOBIN: `${PEERS}bin` };
  execFileSync("go", ["install", `${OPA.module}@${OPA.version}`], { env, stdio: ["ignore", "ignore", "inherit"] });
}

function readJson(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}
