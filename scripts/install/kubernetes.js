// Builds the servers that `npm run test:cluster` proves the Kubernetes gate and actuator on, into bench/peers/bin/kubernetes: etcd,
// kube-apiserver and kube-controller-manager. Their versions stand in scripts/kubernetes/go.mod, their digests in go.sum beside it.
// What is there stays as it is. Needs Go on the PATH, 6 GB of disk and, the first time, about seven minutes of two cores.
// Run: node scripts/install/kubernetes.js
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const SOURCES = fileURLToPath(new URL("../kubernetes/", import.meta.url));
const BIN = fileURLToPath(new URL("../../bench/peers/bin/kubernetes/", import.meta.url));
const SERVERS = [
  { name: "etcd", program: "go.etcd.io/etcd/server/v3" },
  { name: "kube-apiserver", program: "k8s.io/kubernetes/cmd/kube-apiserver" },
  { name: "kube-controller-manager", program: "k8s.io/kubernetes/cmd/kube-controller-manager" },
];

const goMod = readFileSync(`${SOURCES}go.mod`, "utf8");
const release = /\bk8s\.io\/kubernetes (v[\d.]+)/.exec(goMod)[1];
const digest = createHash("sha256")
  .update(goMod)
  .update(readFileSync(`${SOURCES}go.sum`))
  .digest("hex");
const failed = SERVERS.filter((server) => !ensure(server));
process.exit(failed.length === 0 ? 0 : 1);

/** One server that cannot be built does not keep the others away; the test that wants it reports it as missing. */
function ensure(server) {
  if (isThere(server)) return said(server.name, "already there", true);
  try {
    build(server);
  } catch (error) {
    return said(server.name, `not installed: ${error.message}`, false);
  }
  return said(server.name, isThere(server) ? "installed" : "installed, yet not found", isThere(server));
}

function isThere({ name }) {
  return existsSync(`${BIN}${name}`) && existsSync(stamp(name)) && readFileSync(stamp(name), "utf8") === digest;
}

/** The servers tell clients their release, which only the linker can write into a build from the module proxy. */
function build({ name, program }) {
  mkdirSync(`${BIN}.build`, { recursive: true });
  const linker = `-s -w -X k8s.io/component-base/version.gitVersion=${release}`;
  const args = ["build", "-trimpath", "-p", "2", "-ldflags", linker, "-o", `${BIN}${name}`, program];
  execFileSync("go", args, { cwd: SOURCES, stdio: ["ignore", "ignore", "inherit"] });
  writeFileSync(stamp(name), digest);
}

function stamp(name) {
  return `${BIN}.build/${name}`;
}

function said(name, outcome, good) {
  process.stdout.write(`${name}: ${outcome}\n`);
  return good;
}
