import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { type LawTest, lawsNamed } from "./laws.ts";
import type { Canary, LawEvidence } from "./laws-page.ts";
import { ROOT, SAMPLES } from "./test-titles.ts";

/** What the newest run of the laws' tests showed, kept so that the page can be made again without it. */
export const RECORDED = "scripts/tables/law-tests.json";
const GUARDS = "docs/reference/guards.md";
const CANARIES = "docs/reference/sea-trial-canaries.json";

export const lawEvidence = (): LawEvidence => ({
  tests: JSON.parse(textOf(RECORDED)) as readonly LawTest[],
  guards: textOf(GUARDS),
  canaries: existsSync(join(ROOT, CANARIES))
    ? (JSON.parse(textOf(CANARIES)) as { readonly canaries: readonly Canary[] }).canaries
    : [],
});

const textOf = (file: string): string => readFileSync(join(ROOT, file), "utf8");

/** What vitest's JSON reporter says of a run, as far as it is read here. */
interface RunReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

/** Of a whole run the tests that name a law, in the order of their files. Skipped ones did not pass. */
export const lawTestsOf = (report: RunReport): readonly LawTest[] =>
  report.testResults
    .flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ title, status }) => ({ file: relative(ROOT, name), title, passed: status === "passed" })),
    )
    .filter(({ file, title }) => lawsNamed(title).length > 0 && !SAMPLES.includes(file))
    .toSorted(byFile);

/** Of several runs for each file what the last one that ran it showed. */
export const newestOf = (runs: readonly (readonly LawTest[])[]): readonly LawTest[] =>
  runs
    .flatMap((tests, place) => {
      const later = new Set(runs.slice(place + 1).flatMap((run) => run.map(({ file }) => file)));
      return tests.filter(({ file }) => !later.has(file));
    })
    .toSorted(byFile);

const byFile = (a: LawTest, b: LawTest): number => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0);
