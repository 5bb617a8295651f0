import { spawnSync } from "node:child_process";
import { globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { POWER_REASONS, REFUSAL_CODES } from "@plimsoll/kernel";
import { codeNamed, explanation, KNOWN_CODES } from "../src/kernel-tools/explain.ts";
import { programCodes } from "../src/kernel-tools/program-codes.ts";
import { editDistance, nearest } from "../src/kernel-tools/nearest.ts";

const PROGRAM = fileURLToPath(new URL("../bin/plimsoll.js", import.meta.url));
const explain = (...args: string[]) =>
  spawnSync(process.execPath, [PROGRAM, "kernel", "explain", ...args], { encoding: "utf8" });
const jsonLines = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const PACKAGES = fileURLToPath(new URL("../..", import.meta.url));
const KERNEL = join(PACKAGES, "kernel/src");
const LEVELS: Readonly<Record<string, number>> = { research: 200_000, noPower: 0, cutPower: 0 };

/** Every reason that the kernel's code gives, and the highest level that it gives with it. */
function levelsInSource(): ReadonlyMap<string, number> {
  const levels = new Map([["CONTROL_PROVEN", 1_000_000]]);
  for (const [, level = "", reasons = ""] of kernelSource().matchAll(/\b(research|noPower|cutPower)\(([^()]*)\)/g)) {
    for (const [, reason = ""] of reasons.matchAll(/"([A-Z_]+)"/g))
      levels.set(reason, Math.max(levels.get(reason) ?? 0, LEVELS[level] ?? 0));
  }
  return levels;
}

const kernelSource = (): string =>
  readdirSync(KERNEL, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(join(KERNEL, file), "utf8"))
    .join("\n");

/** Codes that stand in the source as those of an error. */
const thrownCodes = (): readonly string[] => [
  ...new Set(
    globSync("*/src/**/*.ts", { cwd: PACKAGES, exclude: (name) => name.endsWith(".test.ts") }).flatMap((file) =>
      [...readFileSync(join(PACKAGES, file), "utf8").matchAll(/new PlimsollError\(\{\s*code: "([A-Z_0-9]+)"/g)].map(
        ([, code = ""]) => code,
      ),
    ),
  ),
];

const byReason = ([left]: readonly [string, number], [right]: readonly [string, number]) => (left < right ? -1 : 1);

describe("K-91 what a code means", () => {
  test.each(Object.entries(REFUSAL_CODES).map(([code, text], index) => ({ code, text, index })))(
    "K-91 $code says its meaning, whether a retry can help, and its precedence",
    ({ code, text, index }) => {
      const { retryable, meaning } = text;
      expect(explanation(code).refusal).toEqual({ precedence: index + 1, retryable, meaning });
    },
  );

  test.each(Object.entries(POWER_REASONS))("K-91 %s says what power it leaves and what to do", (reason, text) => {
    expect(explanation(reason).powerReason).toEqual(text);
    expect(text.meaning.length * text.remedy.length).toBeGreaterThan(0);
  });

  test("K-91 the reasons with a text are those that the kernel gives, and the most power is the most that it gives with them", () => {
    const texts = Object.entries(POWER_REASONS).map(([reason, { levelPpmMax }]) => [reason, levelPpmMax] as const);
    expect(new Map(texts.toSorted(byReason))).toEqual(new Map([...levelsInSource()].toSorted(byReason)));
  });

  test("K-91 a code that is both is explained as both", () => {
    const { refusal, powerReason } = explanation("BANKRUPT");
    expect([refusal, powerReason]).not.toContain(null);
  });

  test("K-91 what every object has is no code", () => {
    expect(explanation("constructor")).toMatchObject({ refusal: null, powerReason: null });
    expect(codeNamed("constructor")).toHaveProperty("nearest");
  });
});

describe("K-91 the nearest code", () => {
  test.each([
    ["kitten", "sitting", 3],
    ["", "abc", 3],
    ["same", "same", 0],
    ["flaw", "lawn", 2],
  ])("K-91 from %o to %o it takes %i changes", (left, right, changes) => {
    expect(editDistance(left, right)).toBe(changes);
    expect(editDistance(right, left)).toBe(changes);
  });

  test("K-91 of several the first", () => {
    expect(nearest("ac", ["ab", "aa", "ac"])).toBe("ac");
    expect(nearest("ad", ["ab", "aa"])).toBe("ab");
  });

  test.each([
    ["insufficient-cu", { code: "INSUFFICIENT_CU" }],
    ["NO_POWR", { nearest: "NO_POWER" }],
    ["BANKRUPTCY", { nearest: "BANKRUPT" }],
  ])("K-91 %s", (text, named) => {
    expect(codeNamed(text)).toEqual(named);
  });
});

describe("K-91 plimsoll kernel explain", () => {
  test("K-91 without a code lists all, in order of precedence", () => {
    const lines = jsonLines(explain("--json").stdout);
    expect(lines.slice(0, -1).map(({ code }) => code)).toEqual(KNOWN_CODES);
    expect(lines.at(-1)).toEqual({ type: "summary", ok: true, codes: KNOWN_CODES.length });
    const table = explain().stdout;
    const places = Object.keys(REFUSAL_CODES).map((code) => table.indexOf(` ${code} `));
    expect(places).toEqual(places.toSorted((left, right) => left - right));
    expect(places).not.toContain(-1);
  });

  test("K-91 one code, for people and as JSON", () => {
    const told = explain("no_power");
    expect(told.stdout).toContain(REFUSAL_CODES.NO_POWER.meaning);
    expect(told.status).toBe(0);
    expect(jsonLines(explain("NO_POWER", "--json").stdout)[0]).toMatchObject({ type: "explanation", code: "NO_POWER" });
  });

  test.each([
    ["DATA_IN_USE", "spec/ledger.md"],
    ["COMMAND_NOT_FOUND", "spec/"],
    ["keys-missing", "spec/codes.md"],
    ["CLUSTER_SPEC_INVALID", "spec/simulation.md tells of it"],
  ])("G-238 %s is told as a code of the program, from the specification", (code, page) => {
    const told = explain(code);
    expect(told.status, told.stderr).toBe(0);
    expect(told.stdout).toContain("not of the kernel");
    expect(told.stdout).toContain(page);
    const [line] = jsonLines(explain(code, "--json").stdout);
    expect(line).toMatchObject({
      refusal: null,
      powerReason: null,
      program: expect.arrayContaining([expect.anything()]),
    });
  });

  test("G-238 where no table has a meaning the sentence is told that tells of the code", () => {
    expect(explain("PROPHET_LOG_EXISTS").stdout).toContain(
      "spec/prophet.md tells of it: PR-222 A log that is there is refused without resume",
    );
  });

  test("G-238 every code that a program throws is told of in the specification", () => {
    const told = programCodes();
    const unknown = thrownCodes().filter((code) => !told.has(code) && !KNOWN_CODES.includes(code));
    expect(thrownCodes().length).toBeGreaterThan(300);
    expect(unknown).toEqual([]);
  });

  test.each(["VIOLATION_CHERRY_PICKED", "OVERRIDE_USED", "PACK_FILE_EXTRA"])(
    "G-238 %s is told with its meaning",
    (code) => {
      const told = programCodes().get(code);
      expect(told).toEqual([{ meaning: expect.stringMatching(/\w/), sentence: null, page: "spec/release.md" }]);
    },
  );

  test("G-238 without the pages of a checkout nothing is made up", () => {
    expect(programCodes("/nowhere").size).toBe(0);
    expect(programCodes().get("DATA_IN_USE")?.[0]?.meaning).toMatch(/\w/);
    expect(explanation("NO_POWER").program).toEqual([]);
  });

  test("K-91 an unknown code is wrong usage, with the nearest", () => {
    const told = explain("NO_POWR");
    expect({ status: told.status, stdout: told.stdout }).toEqual({ status: 2, stdout: "" });
    expect(told.stderr).toContain("did you mean NO_POWER?");
  });
});
