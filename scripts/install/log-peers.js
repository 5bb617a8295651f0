// Builds the transparency-log programs of others that the ledger is tested against and measured beside, into bench/peers/bin.
// Their versions stand in scripts/log-peers/go.mod and scripts/log-peers/witness/go.mod, their digests in go.sum beside it.
// What is there stays as it is. Needs Go on the PATH. Run: node scripts/install/log-peers.js
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const SOURCES = fileURLToPath(new URL("../log-peers/", import.meta.url));
const WITNESS = `${SOURCES}witness/`;
const BIN = fileURLToPath(new URL("../../bench/peers/bin/", import.meta.url));
const MERKLE = { module: "github.com/transparency-dev/merkle", version: "v0.0.2", folder: `${BIN}.build/merkle/` };
const PEERS = [
  { name: "tessera-fsck", source: SOURCES, program: "github.com/transparency-dev/tessera/cmd/fsck" },
  {
    name: "tessera-oneshot",
    source: SOURCES,
    program: "github.com/transparency-dev/tessera/cmd/examples/posix-oneshot",
  },
  { name: "tessera-server", source: SOURCES, program: "github.com/transparency-dev/tessera/cmd/conformance/posix" },
  { name: "tessera-append", source: SOURCES, program: "./tessera-append" },
  { name: "check-proof", source: SOURCES, program: "./check-proof" },
  { name: "check-tiles", source: SOURCES, program: "./check-tiles" },
  { name: "make-proof", source: SOURCES, program: "./make-proof" },
  { name: "omniwitness", source: WITNESS, program: "github.com/transparency-dev/witness/cmd/omniwitness" },
  { name: "witness-keys", source: WITNESS, program: "github.com/transparency-dev/witness/cmd/generate_keys" },
];
/** The module proxy answered 403 for these when the list was made (November 2026). */
const NOT_SERVED = ["filippo.io/torchwood", "filippo.io/sunlight", "sigsum.org/sigsum-go"];

const digest = sourcesDigest();
const failed = PEERS.filter((peer) => !ensure(peer));
for (const module of NOT_SERVED) process.stdout.write(`${module}: not to be had from the module proxy\n`);
process.exit(failed.length === 0 ? 0 : 1);

/** One peer that cannot be built does not keep the others away; the test or bench that wants it reports it as missing. */
function ensure(peer) {
  if (isThere(peer)) return said(peer.name, "already there", true);
  try {
    build(peer);
  } catch (error) {
    return said(peer.name, `not installed: ${error.message}`, false);
  }
  return said(peer.name, isThere(peer) ? "installed" : "installed, yet not found", isThere(peer));
}

function said(name, outcome, good) {
  process.stdout.write(`${name}: ${outcome}\n`);
  return good;
}

function isThere({ name }) {
  return existsSync(`${BIN}${name}`) && existsSync(stamp(name)) && readFileSync(stamp(name), "utf8") === digest;
}

function build({ name, source, program }) {
  mkdirSync(`${BIN}.build`, { recursive: true });
  if (source === WITNESS) layMerkle();
  go(["build", "-trimpath", "-o", `${BIN}${name}`, program], source);
  writeFileSync(stamp(name), digest);
}

/** The released merkle module with the one function that the witness lacks; see scripts/log-peers/witness/subtree.go. */
function layMerkle() {
  const { Dir: released } = JSON.parse(go(["mod", "download", "-json", `${MERKLE.module}@${MERKLE.version}`], SOURCES));
  rmSync(MERKLE.folder, { recursive: true, force: true });
  for (const part of ["", "compact/", "proof/", "rfc6962/"])
    copyFiles(`${released}/${part}`, `${MERKLE.folder}${part}`);
  copyFileSync(`${WITNESS}subtree.go`, `${MERKLE.folder}proof/subtree.go`);
}

function copyFiles(from, to) {
  mkdirSync(to, { recursive: true });
  const files = readdirSync(from).filter((file) => /\.(go|mod)$/.test(file) && !file.endsWith("_test.go"));
  for (const file of files) copyFileSync(`${from}${file}`, `${to}${file}`);
}

function go(args, cwd) {
  return execFileSync("go", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

function stamp(name) {
  return `${BIN}.build/${name}`;
}

function sourcesDigest() {
  const files = readdirSync(SOURCES, { recursive: true }).filter((file) => /\.(go|mod|sum)$/.test(file));
  const hash = createHash("sha256");
  for (const file of files.toSorted((left, right) => (left < right ? -1 : 1)))
    hash.update(`${file}\n`).update(readFileSync(`${SOURCES}${file}`));
  return hash.digest("hex");
}
