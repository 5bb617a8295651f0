// Writes docs/reference/mission.md and docs/reference/laws.md: npm run tables [-- --results FILE ...] [-- --keep]
// The tests that name a law are run first, which takes some minutes; --results takes a finished run of `npm test` instead
// (.test-results/vitest.json; of several, a later one counts for the files that it ran), and --keep the newest that is recorded.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { lawEvidence, lawTestsOf, newestOf, RECORDED } from "../tables/law-evidence.ts";
import { lawsPage } from "../tables/laws-page.ts";
import { lawTestFiles } from "../tables/law-titles.ts";
import { missionPage } from "../tables/mission-page.ts";
import { ROOT } from "../tables/test-titles.ts";

const { values } = parseArgs({
  options: { results: { type: "string", multiple: true }, keep: { type: "boolean", default: false } },
});

if (!values.keep) {
  const results = values.results ?? [runLawTests()];
  const tests = newestOf(results.map((file) => lawTestsOf(JSON.parse(readFileSync(join(ROOT, file), "utf8")))));
  write(RECORDED, `${JSON.stringify(tests, null, 2)}\n`);
}
write("docs/reference/laws.md", lawsPage(lawEvidence()));
write("docs/reference/mission.md", missionPage());

/** Runs every file that has a law in a title; answers where vitest left its results. */
function runLawTests(): string {
  const results = ".test-results/laws.json";
  mkdirSync(join(ROOT, ".test-results"), { recursive: true });
  // What an earlier run left is no result of this one.
  rmSync(join(ROOT, results), { force: true });
  const reporters = ["--reporter=dot", "--reporter=json", `--outputFile.json=${results}`];
  spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", "run", ...reporters, ...lawTestFiles()], {
    cwd: ROOT,
    stdio: ["ignore", 2, 2],
  });
  return results;
}

function write(file: string, text: string): void {
  writeFileSync(join(ROOT, file), text);
  process.stderr.write(`${file}\n`);
}
