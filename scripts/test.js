// Runs what CI runs: the checks, then every test, and closes with a line that says how many passed.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { preflight } from "./preflight.js";
import { runStep } from "./run-step.js";

preflight();

const RESULTS = ".test-results/vitest.json";
mkdirSync(".test-results", { recursive: true });
rmSync(RESULTS, { force: true });

// What cannot be had is said by the test that needs it.
runStep("newest Node", "scripts/install-newest-node.js", []);
runStep("Chromium", "scripts/install-chromium.js", []);
runStep("log tools in Go", "scripts/install-log-peers.js", []);
runStep("a language model", "scripts/install-language-model.js", []);
runStep("model signing in Python", "scripts/install-model-signing.js", []);
runStep("Prometheus", "scripts/install-prometheus.js", []);
const checked = runStep("check", "scripts/check.js", []);
runStep("tests", "node_modules/vitest/vitest.mjs", [
  "run",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${RESULTS}`,
  ...process.argv.slice(2),
]);

// Building an API server takes six minutes and more: npm run test:cluster. Where one was built, it is used.
const CLUSTER = "bench/peers/bin/kubernetes/kube-apiserver";
const clusterHeld = !existsSync(CLUSTER) || runStep("a real cluster", "scripts/kubernetes/test-cluster.js", []);

const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, success = false } = readResults();
// A check that failed is a test that failed, and so is a run that left no results.
const failed = numFailedTests + (checked ? 0 : 1) + (clusterHeld ? 0 : 1) + (success || numFailedTests > 0 ? 0 : 1);
process.stdout.write(
  `${numPassedTests} passed, ${failed} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ""}\n`,
);
process.exit(failed === 0 && numPassedTests > 0 ? 0 : 1);

function readResults() {
  try {
    return JSON.parse(readFileSync(RESULTS, "utf8"));
  } catch {
    return {};
  }
}
