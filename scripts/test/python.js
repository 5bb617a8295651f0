import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * Runs the tests of the Python package, in an environment of its own that is kept between runs. Needs Python 3.10 or newer.
 * The extras `train` and `prophet` bring PyTorch, which is several gigabytes: installed here, and never by `npm test`.
 *
 *   npm run test:python                      everything
 *   npm run test:python -- -k cluster        what pytest selects
 */
const root = fileURLToPath(new URL("../..", import.meta.url));
const environment = `${root}node_modules/.cache/python/`;
const python = `${environment}bin/python`;
const EXTRAS = "test,simulation,train,prophet";

install();
const { status } = spawnSync(python, ["-m", "pytest", "-q", ...process.argv.slice(2)], {
  cwd: `${root}python`,
  env: { ...process.env, PYTHONPATH: `${root}python/src`, PYTHONDONTWRITEBYTECODE: "1" },
  stdio: "inherit",
});
process.exit(status ?? 1);

/** Installs what the package asks for, once for each state of its project file and of the extras. */
function install() {
  const project = `${root}python/pyproject.toml`;
  const stamp = `${environment}installed.sha256`;
  const wanted = createHash("sha256").update(readFileSync(project)).update(EXTRAS).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  mkdirSync(environment, { recursive: true });
  run("python3", ["-m", "venv", environment]);
  // From a copy, for a build leaves files behind.
  const copy = `${environment}source`;
  rmSync(copy, { recursive: true, force: true });
  cpSync(`${root}python`, copy, { recursive: true });
  run(python, [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--disable-pip-version-check",
    "--no-cache-dir",
    `${copy}[${EXTRAS}]`,
  ]);
  // The tests read the sources, and install a wheel of their own: what was installed here would only grow old.
  run(python, ["-m", "pip", "uninstall", "--quiet", "--yes", "plimsoll"]);
  writeFileSync(stamp, wanted);
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 */
function run(program, args) {
  execFileSync(program, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
}
