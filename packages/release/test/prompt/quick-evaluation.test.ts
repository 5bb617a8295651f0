import fc from "fast-check";
import { expect, test } from "vitest";
import { familyOf } from "../../src/decision/reason-code.ts";
import { quickDossier, type QuickReading } from "../../src/prompt/quick-dossier.ts";
import { worklistOf } from "../../src/prompt/worklist.ts";
import { NOW_MS } from "./best-case.ts";
import { evaluated } from "./evaluated.ts";
import { PLAN, SHOUTING } from "./plans.ts";

function read(text: string): QuickReading {
  const reading = quickDossier(text, "text/plain", { nowMs: NOW_MS, action: null });
  if (!reading.ok) throw new Error(reading.error.expected);
  return reading.value;
}

test.each([PLAN, ...SHOUTING])("RS-252 A69 evaluated: Red, for what is not shown, with what to supply: %#", (text) => {
  const decision = evaluated(read(text), null);
  expect(decision).toMatchObject({ colour: "RED", level: "ASL-5" });
  expect(decision.reasons.some(({ code }) => familyOf(code) === "UNPROVEN")).toBe(true);
  const items = worklistOf(decision.reasons);
  expect(items.map(({ stage }) => stage)).toContain("mission");
  expect(items.every(({ supply }) => supply !== "")).toBe(true);
});

test("RS-252 A69 whatever the text, its evaluation is not Green", () => {
  const piece = fc.oneof(
    fc.constantFrom(...SHOUTING, ...PLAN.split("\n"), "## Purpose\n", "\n\n"),
    fc.string({ unit: "binary", maxLength: 20 }),
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join("\n")),
      (text) => {
        expect(evaluated(read(text), null).colour).toBe("RED");
      },
    ),
    { numRuns: 100 },
  );
});

test("RS-252 A21 the question's words change nothing", () => {
  const reading = read(PLAN);
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom(...SHOUTING)), (question) => {
      expect(evaluated(reading, question)).toEqual(evaluated(reading, null));
    }),
    { numRuns: 30 },
  );
});

test("RS-255 A20 A69 opinions on it change no colour, whatever they say", () => {
  const reading = read(PLAN);
  const opinions = reading.dossier.links.map((link) => ({ ...link, method: "llm-opinion" as const }));
  const safe = evaluated(reading, null, opinions);
  expect(safe.votes).toEqual(evaluated(reading, null).votes);
  const refuting = opinions.map((link) => ({ ...link, stance: "refutes" as const }));
  expect(evaluated(reading, null, refuting).colour).toBe("RED");
});
