// Installs Inspect's own Python reader, which `packages/evidence/bench/intake.ts` is measured beside, into bench/peers/bin/inspect.
// Its version is that of the fixtures' maker. What is there stays as it is. Needs Python 3.10 or newer. Run: node scripts/install-intake-peer.js
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const REQUIREMENTS = fileURLToPath(new URL("fixtures/inspect/requirements.txt", import.meta.url));
const ENVIRONMENT = fileURLToPath(new URL("../bench/peers/bin/inspect/", import.meta.url));
const PYTHON = `${ENVIRONMENT}bin/python`;

process.exit(install() ? 0 : 1);

/** A peer that cannot be installed keeps nothing else away; the bench reports it as missing. */
function install() {
  if (isThere()) return said("already there", true);
  try {
    mkdirSync(ENVIRONMENT, { recursive: true });
    run("python3", ["-m", "venv", ENVIRONMENT]);
    run(PYTHON, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS]);
  } catch (error) {
    return said(`not installed: ${error.message}`, false);
  }
  return said(isThere() ? "installed" : "installed, yet not found", isThere());
}

function isThere() {
  if (!existsSync(PYTHON)) return false;
  try {
    run(PYTHON, ["-c", "import inspect_ai.log"]);
    return true;
  } catch {
    return false;
  }
}

function run(program, args) {
  execFileSync(program, args, { stdio: ["ignore", "ignore", "inherit"] });
}

function said(outcome, good) {
  process.stdout.write(`inspect_ai: ${outcome}\n`);
  return good;
}
