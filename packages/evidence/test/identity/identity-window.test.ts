import { digestOfValue } from "@plimsoll/foundation";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseQuestion, questionDigest, questionOf, questionText } from "../../src/identity/identity-question.ts";
import { identitySeeds } from "../../src/identity/identity-window.ts";
import { WINDOW } from "./identity-answers.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("the seeds of a window", () => {
  test("E-195 are a function of pool and pulse, distinct, and the same in both contexts", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.integer({ min: 1, max: 300 }), (pool, text, trials) => {
        const window = { pool, pulse: digestOfValue(text), trials };
        const seeds = identitySeeds(window);
        expect(seeds).toHaveLength(trials);
        expect(new Set(seeds).size).toBe(trials);
        expect(identitySeeds(window)).toEqual(seeds);
        expect(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)).toBe(true);
      }),
    );
    expect(questionOf({ ...WINDOW, context: "SHADOW" }).seeds).toEqual(questionOf(WINDOW).seeds);
  });

  test("E-195 come from a pool of 256 that its name stands for, and pools of other names share none of these", () => {
    const drawn = (pool: string) =>
      new Set(
        Array.from({ length: 40 }, (_, pulse) =>
          identitySeeds({ pool, pulse: digestOfValue(pulse), trials: 111 }),
        ).flat(),
      );
    const [known, kept] = [drawn("public-1"), drawn("5a17")];
    expect(known.size).toBe(256);
    expect([...known].filter((seed) => kept.has(seed))).toEqual([]);
  });

  test("E-195 another pulse asks other seeds in another order", () => {
    const other = identitySeeds({ ...WINDOW, pulse: digestOfValue("another pulse") });
    const seeds = identitySeeds(WINDOW);
    expect(other.filter((seed, index) => seed === seeds[index]).length).toBeLessThan(10);
  });

  test("E-195 a window of more trials than a pool has a larger one, and still asks no seed twice", () => {
    expect(new Set(identitySeeds({ ...WINDOW, trials: 1_000 })).size).toBe(1_000);
  });

  test("E-195 are these on every machine", () => {
    expect(questionDigest(questionOf(WINDOW))).toMatchInlineSnapshot(
      `"sha256:88b9ae7a18af5976b4461042c8b8c1a5e38470f486af9c0ac321b7cdca8021fe"`,
    );
  });
});

describe("the file of a question", () => {
  test("E-195 is read as it was written", () => {
    expect(parseQuestion(bytes(questionText(questionOf(WINDOW))))).toEqual({ ok: true, value: questionOf(WINDOW) });
  });

  test.each([
    ["a lucky seed", { seeds: questionOf(WINDOW).seeds.toSpliced(7, 1, 42) }, "INTAKE_SEEDS_DIFFER"],
    ["another order", { seeds: questionOf(WINDOW).seeds.toReversed() }, "INTAKE_SEEDS_DIFFER"],
    ["another pulse", { pulse: digestOfValue("lucky") }, "INTAKE_SEEDS_DIFFER"],
    ["another pool", { pool: "public-2" }, "INTAKE_SEEDS_DIFFER"],
    ["another family", { family: "tool_sabotage" }, "INTAKE_FORMAT_UNKNOWN"],
    ["a seed that is no number", { seeds: ["42"] }, "INTAKE_FORMAT_UNKNOWN"],
  ])("E-195 %s is refused", (_, change, code) => {
    const changed = JSON.stringify({ ...questionOf(WINDOW), ...change });
    expect(parseQuestion(bytes(changed))).toMatchObject({ ok: false, error: { code } });
  });

  test("E-195 what is no JSON is refused", () => {
    expect(parseQuestion(bytes("{"))).toMatchObject({ ok: false, error: { code: "INTAKE_JSON_MALFORMED" } });
  });
});
