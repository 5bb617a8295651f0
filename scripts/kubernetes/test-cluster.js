// Proves the Kubernetes gate and actuator on a real kube-apiserver, and says what was measured. The report in
// docs/reference/cluster-report.md is written with --write. Run: npm run test:cluster
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { preflight } from "../test/preflight.js";
import { clusterReport } from "./cluster-report.js";

preflight();

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const BIN = `${ROOT}bench/peers/bin/kubernetes/`;
const RESULTS = `${ROOT}.test-results/cluster/`;
const REPORT = `${ROOT}docs/reference/cluster-report.md`;

const missing = ["etcd", "kube-apiserver", "kube-controller-manager"].filter((name) => !existsSync(`${BIN}${name}`));
if (missing.length > 0) {
  process.stdout.write(`not built: ${missing.join(", ")}; build them: node scripts/install/kubernetes.js\n`);
  process.exit(1);
}
rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS, { recursive: true });
const machine = { loadAverage: Math.round(loadavg()[0]), cores: cpus().length };
writeFileSync(`${RESULTS}machine.json`, JSON.stringify(machine));
const args = ["run", "--config", "scripts/kubernetes/vitest.config.ts", "--reporter=default", "--reporter=json"];
const run = spawnSync(
  process.execPath,
  [`${ROOT}node_modules/vitest/vitest.mjs`, ...args, `--outputFile.json=${RESULTS}tests.json`],
  { cwd: ROOT, stdio: "inherit" },
);
const tests = read("tests") ?? {};
const { numPassedTests = 0, numFailedTests = 0 } = tests;
if (process.argv.includes("--write") && run.status === 0)
  writeFileSync(REPORT, clusterReport({ results: RESULTS, bin: BIN }));
process.stdout.write(`${numPassedTests} passed, ${numFailedTests} failed\n`);
process.exit(run.status === 0 && numPassedTests > 0 ? 0 : 1);

function read(name) {
  return existsSync(`${RESULTS}${name}.json`) ? JSON.parse(readFileSync(`${RESULTS}${name}.json`, "utf8")) : null;
}
