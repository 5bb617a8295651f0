// Everything that can be told without running the product: types, lint, format, unused code, import directions.
import { preflight } from "./test/preflight.js";
import { runStep, runStepBeside } from "./test/run-step.js";

preflight();

const STEPS = [
  ["types", "node_modules/tsgo/bin/tsc", ["-b"]],
  ["types of tests", "node_modules/tsgo/bin/tsc", ["-p", "tsconfig.tests.json"]],
  ["types of the page", "node_modules/tsgo/bin/tsc", ["-p", "packages/simulation/page/tsconfig.json"]],
  ["types of the dashboard", "node_modules/tsgo/bin/tsc", ["-p", "packages/dashboard/page/tsconfig.json"]],
  ["lint", "node_modules/oxlint/bin/oxlint", ["--type-aware", "--quiet"]],
  ["format", "node_modules/oxfmt/bin/oxfmt", ["--check", "."]],
];

/** Each uses one core alone. */
const STEPS_BESIDE = [
  ["unused code", "node_modules/knip/bin/knip.js", ["--no-config-hints"]],
  [
    "import directions",
    "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs",
    ["packages", "--config", ".dependency-cruiser.cjs", "--output-type", "err"],
  ],
];

const held = STEPS.map((step) => runStep(...step));
const heldBeside = await Promise.all(STEPS_BESIDE.map((step) => runStepBeside(...step)));
process.exit([...held, ...heldBeside].every(Boolean) ? 0 : 1);
