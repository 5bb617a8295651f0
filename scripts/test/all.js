// Runs what CI runs: the checks, then every test, and closes with a line that says how many passed.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { preflight } from "./preflight.js";
import { runStep } from "./run-step.js";

preflight();
// After the preflight: an old Node reads no TypeScript.
const { isTimed } = await import("./groups.ts");
const { testVerdict } = await import("./verdict.ts");

const RESULTS = ".test-results/vitest.json";
const AGAIN = ".test-results/vitest-again.json";
/** More than so many failing files are no accident of a busy machine. */
const AGAIN_FILES_MAX = 2;
mkdirSync(".test-results", { recursive: true });
for (const results of [RESULTS, AGAIN]) rmSync(results, { force: true });

// What cannot be had is said by the test that needs it.
runStep("newest Node", "scripts/install/newest-node.js", []);
runStep("Chromium", "scripts/install/chromium.js", []);
runStep("log tools in Go", "scripts/install/log-peers.js", []);
runStep("a language model", "scripts/install/language-model.js", []);
runStep("model signing in Python", "scripts/install/model-signing.js", []);
runStep("the reader of safetensors", "scripts/install/safetensors.js", []);
runStep("NATS servers", "scripts/install/nats-server.js", []);
runStep("Prometheus", "scripts/install/prometheus.js", []);
runStep("Helm", "scripts/install/helm.js", []);
const checked = runStep("check", "scripts/check.js", []);
const ended = runVitest("tests", RESULTS, process.argv.slice(2));

// Building an API server takes six minutes and more: npm run test:cluster. Where one was built, it is used.
const CLUSTER = "bench/peers/bin/kubernetes/kube-apiserver";
const clusterHeld = !existsSync(CLUSTER) || runStep("a real cluster", "scripts/kubernetes/test-cluster.js", []);

const first = readResults(RESULTS);
const mended = passedAlone(first);
const { line, exitCode } = testVerdict(first, { ended, mended, heldBeside: [checked, clusterHeld] });
process.stdout.write(`${line}\n`);
process.exit(exitCode);

/** Whether it ended well: an error outside of all tests shows in nothing else. */
function runVitest(name, results, more) {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${results}`];
  return runStep(name, "node_modules/vitest/vitest.mjs", ["run", ...reporters, ...more]);
}

/**
 * Real processes are timed here, and a machine that somebody else keeps busy can make them late. So one or two files that
 * failed, and that start processes or read the clock, are run once more, each alone, and what passes then is told of by name.
 * It answers with how many tests that were: none where a failure of the second run is left, or where more than that failed.
 */
function passedAlone({ numFailedTests: failures = 0, testResults = [] }) {
  const files = testResults.filter(({ status }) => status === "failed").map(({ name }) => name);
  if (failures === 0 || files.length === 0 || files.length > AGAIN_FILES_MAX || !files.every(isTimed)) return 0;
  if (!files.every(passes)) return 0;
  process.stdout.write(`passed only when run again, alone: ${failures} tests in ${files.join(", ")}\n`);
  return failures;
}

function passes(file) {
  rmSync(AGAIN, { force: true });
  const hasEnded = runVitest("a failed file again, alone", AGAIN, [file]);
  const { success = false, numPassedTests = 0 } = readResults(AGAIN);
  return hasEnded && success && numPassedTests > 0;
}

function readResults(results) {
  try {
    return JSON.parse(readFileSync(results, "utf8"));
  } catch {
    return {};
  }
}
