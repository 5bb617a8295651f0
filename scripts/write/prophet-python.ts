// Writes what the Python package has from TypeScript's Prophet: the fitted risk model, the guard's constants, and the vectors that hold its guard to ours.
// Run after a change that is meant: node --conditions=@plimsoll/source scripts/write/prophet-python.ts
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { GUARD } from "../../packages/prophet/src/rate/guard/guard-spec.ts";
import { guardVectors, riskModelFile } from "../../packages/prophet/test/python/prophet-files.ts";

const root = new URL("../..", import.meta.url);

const FILES: Readonly<Record<string, unknown>> = {
  "python/src/plimsoll/prophet/guard/guard.json": GUARD,
  "python/src/plimsoll/prophet/monitor/risk-model.json": riskModelFile(),
  "spec/vectors/prophet/guard.json": guardVectors(),
};

const written = Object.entries(FILES).map(([file, content]) => {
  const place = new URL(file, root);
  writeFileSync(place, `${JSON.stringify(content, null, 2)}\n`);
  return fileURLToPath(place);
});
const oxfmt = fileURLToPath(new URL("node_modules/oxfmt/bin/oxfmt", root));
execFileSync(process.execPath, [oxfmt, ...written], { stdio: "inherit" });
