import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * Installs Python packages into an environment of their own, bench/peers/bin/`folder`. What is there stays as it is. Needs Python 3.10 or
 * newer. A peer that cannot be installed keeps nothing else away; the bench reports it as missing.
 *
 * @param {{ name: string, folder: string, requirements: readonly string[], probe: string }} peer `probe`: Python that fails unless the peer is there
 * @returns {boolean} whether the peer is there
 */
export function installPythonPeer({ name, folder, requirements, probe }) {
  const environment = fileURLToPath(new URL(`../../bench/peers/bin/${folder}/`, import.meta.url));
  const python = `${environment}bin/python`;
  const isThere = () => existsSync(python) && succeeds(python, ["-c", probe]);
  if (isThere()) return said(name, "already there", true);
  try {
    mkdirSync(environment, { recursive: true });
    run("python3", ["-m", "venv", environment]);
    run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...requirements]);
  } catch (error) {
    return said(name, `not installed: ${error.message}`, false);
  }
  return said(name, isThere() ? "installed" : "installed, yet not found", isThere());
}

function succeeds(program, args) {
  try {
    run(program, args);
    return true;
  } catch {
    return false;
  }
}

function run(program, args) {
  execFileSync(program, args, { stdio: ["ignore", "ignore", "inherit"] });
}

function said(name, outcome, good) {
  process.stdout.write(`${name}: ${outcome}\n`);
  return good;
}
