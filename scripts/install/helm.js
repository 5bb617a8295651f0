// Builds Helm from the Go module proxy into bench/peers/bin/helm: tests render the chart in deploy/helm with it. What is there stays.
// Needs Go on the PATH and, the first time, some minutes. Run: node scripts/install/helm.js
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Tests and the guide were run with this one. */
const VERSION = "v3.22.0";
const BIN = fileURLToPath(new URL("../../bench/peers/bin/", import.meta.url));
const PROGRAM = `${BIN}helm`;

if (!isThere()) build();
process.stdout.write(`${isThere() ? PROGRAM : "HELM_MISSING: this needs Go and a module proxy"}\n`);
process.exit(isThere() ? 0 : 1);

function isThere() {
  return existsSync(PROGRAM) && run(PROGRAM, ["version", "--short"], "pipe").startsWith(VERSION);
}

/** The version is written by the linker alone; a build from the module proxy would call itself by another. */
function build() {
  mkdirSync(BIN, { recursive: true });
  const linker = `-s -w -X helm.sh/helm/v3/internal/version.version=${VERSION}`;
  run("go", ["install", "-trimpath", "-p", "2", "-ldflags", linker, `helm.sh/helm/v3/cmd/helm@${VERSION}`], "ignore");
}

function run(program, words, output) {
  const env = { ...process.env, GOBIN: BIN, GOFLAGS: "-mod=mod" };
  return execFileSync(program, words, { env, stdio: ["ignore", output, "inherit"], encoding: "utf8" }) ?? "";
}
