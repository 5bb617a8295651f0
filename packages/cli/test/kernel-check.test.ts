import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { checkSmallScope, type Violation } from "@plimsoll/kernel/check";
import { fixtureTable, summaryText, violationText } from "../src/kernel-check/check-text.ts";

const PROGRAM = fileURLToPath(new URL("../bin/plimsoll.js", import.meta.url));
const check = (...args: string[]) =>
  spawnSync(process.execPath, [PROGRAM, "kernel", "check", ...args], { encoding: "utf8" });
const jsonLines = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const violation: Violation = {
  fixture: "proven",
  law: "CU are conserved",
  subject: "wallets",
  detail: "acme/2026Q3 does not add up",
  word: ["lease run-1", "tick"],
  at: 1_790_000_000_000,
  commands: [],
};

describe("K-94 plimsoll kernel check", () => {
  test("K-94 --json ends with a summary of what was explored, and every fixture before it", () => {
    const { stdout, stderr, status } = check("--depth", "1", "--json");
    const lines = jsonLines(stdout);
    const summary = lines.at(-1);
    expect(status).toBe(0);
    expect(stderr).toBe("");
    expect(summary).toMatchObject({ type: "summary", ok: true, violations: 0, depth: 1, fixtures: lines.length - 1 });
    const { states, grantsReached } = checkSmallScope({ depthMax: 1 });
    expect(summary).toMatchObject({ states, grantsReached });
    expect(lines.filter(({ type }) => type === "fixture").length).toBeGreaterThanOrEqual(7);
  });

  test("K-94 for people it is a table and a sentence", () => {
    const { stdout, status } = check("--depth", "1");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^fixture +letters +states/);
    expect(stdout).toMatch(/one-set +\d+ +\d+ +1 +0 +0 {2}a second window set/);
    expect(stdout.trimEnd().split("\n").at(-1)).toMatch(
      /^\d+ states, all words of up to 1 letters, \d+ grants reached, 0 violations, \d+ s$/,
    );
  });

  test.each([["--depth", "0"], ["--minutes", "many"], ["--shallow"]])("K-94 %s %s is wrong usage", (...args) => {
    expect(check(...args).status).toBe(2);
  });

  test("K-94 a violation says which law, whose, and the shortest word", () => {
    const text = violationText(violation);
    for (const part of ["proven", "CU are conserved", "acme/2026Q3 does not add up", "lease run-1 → tick"])
      expect(text).toContain(part);
    const report = { ...checkSmallScope({ depthMax: 0, fixtures: [] }), violations: [violation] };
    expect(summaryText(report, 7)).toMatch(/1 violations, 7 s/);
    expect(fixtureTable(report)).toMatch(/^fixture/);
  });
});
