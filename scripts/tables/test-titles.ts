import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const ROOT = new URL("../..", import.meta.url).pathname;

/** A text of a test file that can be the title of a test, or a part of one. */
export interface Title {
  readonly file: string;
  readonly text: string;
}

const TEST_FILES = [
  "packages/*/{src,test}/**/*.ts",
  "packages/*/test/**/*.tsx",
  "scripts/**/*.test.ts",
  "python/tests/**/*.py",
];

/** Their texts are samples of titles and figures, of tests that are not there; what they show is no evidence for a law. */
export const SAMPLES: readonly string[] = [
  "scripts/tables/laws.test.ts",
  "scripts/tables/mission.test.ts",
  "scripts/words/figures.test.ts",
];

const NOT_READ = ["**/node_modules/**", ...SAMPLES];

/** Texts that begin with the id of a rule or a law, or are one: nothing else in a test is, and books of laws have them too. */
const ID_FIRST = /(["'`])([A-Z]{1,4}-?\d+(?::? (?:(?!\1)[^\n])*)?)\1|"""([A-Z]{1,4}-\d+[^"\n]*)"""/gu;

/** The title in the call itself: `test("…"`, or what stands behind a table of tests, `)("…"`. */
const CALLED = /(?:\b(?:test|it)|\))\(\s*(["'`])((?:(?!\1)[^\n])+)\1/gu;

/** Everything in the tests that can be a title with an id. */
export const testTitles = (): readonly Title[] => titlesBy(ID_FIRST);

/** Titles as they are given to the runner, with or without an id. */
export const calledTitles = (): readonly Title[] => titlesBy(CALLED);

const titlesBy = (pattern: RegExp): readonly Title[] =>
  globSync(TEST_FILES, { cwd: ROOT, exclude: NOT_READ })
    .toSorted()
    .flatMap((file) =>
      [...readFileSync(join(ROOT, file), "utf8").matchAll(pattern)].map(([, , quoted, documented]) => ({
        file,
        text: quoted ?? documented ?? "",
      })),
    );
