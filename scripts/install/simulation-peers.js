// Installs what `npm run bench:simulation` is measured beside: NumPy and Gymnasium in an environment of their own under node_modules/.cache, and
// Debian's clang, which compiles the kernel's peer in C. What is there stays as it is.
// Run: node scripts/install/simulation-peers.js
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const VERSIONS = { gymnasium: "1.4.0", numpy: "2.3.4" };
const ENVIRONMENT = fileURLToPath(new URL("../../node_modules/.cache/simulation-peers/python/", import.meta.url));
const PYTHON = `${ENVIRONMENT}bin/python`;
const PROBE = Object.entries(VERSIONS)
  .map(([name, version]) => `import ${name}; assert ${name}.__version__ == "${version}"`)
  .join("\n");

const present = [
  ensure("Gymnasium and NumPy", () => existsSync(PYTHON) && succeeds(PYTHON, ["-c", PROBE]), installPython),
  ensure("clang", () => succeeds("clang", ["--version"]), installClang),
];
process.exit(present.every(Boolean) ? 0 : 1);

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

function installPython() {
  mkdirSync(ENVIRONMENT, { recursive: true });
  run("python3", ["-m", "venv", ENVIRONMENT]);
  const packages = Object.entries(VERSIONS).map(([name, version]) => `${name}==${version}`);
  run(PYTHON, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages]);
}

/** As root or through sudo, without asking. */
function installClang() {
  const asRoot = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  for (const step of [["update"], ["install", "-y", "--no-install-recommends", "clang"]]) {
    const [program, ...words] = [...asRoot, "apt-get", ...step];
    run(program, words);
  }
}

function succeeds(program, args) {
  try {
    execFileSync(program, args, { stdio: "ignore" });
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
