// Fetches Debian's Prometheus for the meters' test with a real server. Nothing is installed: the package is unpacked in node_modules/.cache.
// Run: node scripts/install/prometheus.js
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const FOLDER = new URL("../../node_modules/.cache/prometheus", import.meta.url).pathname;
const PROGRAM = join(FOLDER, "usr/bin/prometheus");

if (!existsSync(PROGRAM)) fetchPackage();
process.stdout.write(`${existsSync(PROGRAM) ? PROGRAM : "PROMETHEUS_MISSING: this needs Debian or Ubuntu"}\n`);
process.exit(existsSync(PROGRAM) ? 0 : 1);

function fetchPackage() {
  const folder = mkdtempSync(join(tmpdir(), "prometheus-"));
  const run = (program, words) => spawnSync(program, words, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  run("apt-get", ["download", "prometheus"]);
  const archive = readdirSync(folder).find((name) => name.endsWith(".deb"));
  mkdirSync(FOLDER, { recursive: true });
  if (archive !== undefined) run("dpkg", ["-x", archive, FOLDER]);
  rmSync(folder, { recursive: true, force: true });
}
