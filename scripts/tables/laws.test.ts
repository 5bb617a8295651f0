import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lawEvidence, lawTestsOf, newestOf } from "./law-evidence.ts";
import { lawTitles, mayRunAs } from "./law-titles.ts";
import { kindOf, LAWS, lawsNamed } from "./laws.ts";
import { lawsPage, testsOf } from "./laws-page.ts";
import { calledTitles, ROOT } from "./test-titles.ts";

const textOf = (file: string): string => readFileSync(join(ROOT, file), "utf8");
const evidence = lawEvidence();

describe("what a title says", () => {
  test.each([
    ["L4 K-10 nothing is lost", ["L4"]],
    ["G-191 L1 L6 no single fault does", ["L1", "L6"]],
    ["ME-143 L4: an overdraft of a fork", ["L4"]],
    ["L10 order-free", ["L10"]],
    ["RS-350 A35 from ASL-4 each phase has its check, or L2 is Red", []],
    ["RS-367 A18 one bit makes L4 Red", []],
    ["LG-5 each batch", []],
    ["PR-60 Adam with L2 in the gradient", []],
  ])("W-50 %j", (title, laws) => {
    expect(lawsNamed(title)).toEqual(laws);
  });

  test.each([
    ["packages/kernel/test/laws.test.ts", "L1 canary: objects to power", "defect"],
    ["packages/kernel/test/check/small-scope.test.ts", "K-94 L1 no violation", "search"],
    ["packages/mesh/test/simulated/soak.test.ts", "ME-290 L10 every seed", "search"],
    ["packages/kernel/test/laws.test.ts", "L1 no power", "property"],
  ] as const)("W-50 %s, %j: %s", (file, title, kind) => {
    expect(kindOf({ file, title, passed: true })).toBe(kind);
  });

  test.each([
    ["%s canary: objects to %s", "L1 canary: objects to power", true],
    ["L1 canary: in %s, %s: %s", "L1 canary: in strict, run-1: a meter", true],
    ["G-194 L1 canary: the checkers catch $what", "G-194 L1 canary: the checkers catch a defect", true],
    ["ME-290 L4 every seed of ${profile} ends whole", "ME-290 L4 every seed of churn ends whole", true],
    ["L1 one thing", "L1 another thing", false],
    ["L1 one thing", "L1 one thing more", false],
    ["L1 %s more", "L1 one thing", false],
  ])("W-51 %j ran as %j: %s", (standing, ran, may) => {
    expect(mayRunAs(standing, ran)).toBe(may);
  });

  test("W-51 of a run what names a law is kept, and a test that was skipped did not pass", () => {
    const of = (title: string, status: string) => ({ title, status });
    const assertionResults = [of("L1 runs", "passed"), of("K-1 runs", "passed"), of("L2 is skipped", "skipped")];
    expect(lawTestsOf({ testResults: [{ name: join(ROOT, "a.test.ts"), assertionResults }] })).toEqual([
      { file: "a.test.ts", title: "L1 runs", passed: true },
      { file: "a.test.ts", title: "L2 is skipped", passed: false },
    ]);
  });
});

test("W-51 of two runs the later one counts for the files that it ran", () => {
  const told = (file: string, passed: boolean) => ({ file, title: "L1 runs", passed });
  const first = [told("a.test.ts", false), told("b.test.ts", true)];
  expect(newestOf([first, [told("a.test.ts", true)]])).toEqual([told("a.test.ts", true), told("b.test.ts", true)]);
  expect(newestOf([first])).toEqual(first);
});

describe("the laws table", () => {
  const kinds = ["property", "search", "defect"] as const;

  test.each(LAWS)("W-52 $id has a test of each kind, and files that enforce it", (law) => {
    for (const file of law.enforced) expect([file, existsSync(join(ROOT, file))]).toEqual([file, true]);
    for (const kind of kinds) expect([kind, testsOf(law, kind, evidence).length > 0]).toEqual([kind, true]);
  });

  test("W-52 a law without a test of some kind has an empty cell", () => {
    const [law] = LAWS;
    expect(law && testsOf(law, "search", { tests: [] })).toEqual([]);
  });

  test("W-53 all that was run passed", () => {
    expect(evidence.tests.length).toBeGreaterThan(100);
    expect(evidence.tests.filter(({ passed }) => !passed)).toEqual([]);
    expect(evidence.canaries.filter(({ caughtBy }) => caughtBy === null)).toEqual([]);
  });

  test("W-54 every title with a law was run, under the words that it has now", () => {
    const ran = (file: string, text: string) =>
      evidence.tests.some((test) => test.file === file && mayRunAs(text, test.title));
    expect(lawTitles().filter(({ file, text }) => !ran(file, text))).toEqual([]);
  });

  test("W-54 everything that was run still stands in its file", () => {
    const standing = calledTitles();
    const stands = (file: string, title: string) =>
      standing.some((known) => known.file === file && mayRunAs(known.text, title));
    expect(evidence.tests.filter(({ file, title }) => !stands(file, title))).toEqual([]);
  });

  test("W-55 the page says what failed, and what was not caught", () => {
    const canary = { name: "a lease for ever", law: "L1", package: "governor", caughtBy: "L1" };
    const page = lawsPage({
      tests: [{ file: "a.test.ts", title: "L1 runs", passed: false }],
      guards: "| `power/power.ts` | 5 | 4 | 1 | 0 | 0 |",
      canaries: [canary, { ...canary, name: "a deaf gate", caughtBy: null }],
    });
    expect(page).toContain("0 of 1 tests passed");
    expect(page).toContain("4 of 5 weakened guards noticed, 1 equivalent<br>1 of 2 in the whole system");
    expect(page).toContain("- **failed** L1 runs ([a.test.ts](../../a.test.ts))");
    expect(page).toContain("- governor: a deaf gate (**not caught**)");
  });

  test("W-55 the page is that of the newest recorded run", () => {
    expect(textOf("docs/reference/laws.md")).toBe(lawsPage(evidence));
  });
});
