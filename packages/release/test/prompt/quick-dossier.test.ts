import { digestOf, utf8 } from "@plimsoll/foundation";
import fc from "fast-check";
import { expect, test } from "vitest";
import { dossierShape } from "../../src/dossier/dossier.ts";
import { PASTED, quickDossier, type QuickReading } from "../../src/prompt/quick-dossier.ts";
import { worklistOf } from "../../src/prompt/worklist.ts";
import { bestCase, NOW_MS } from "./best-case.ts";
import { PLAN, SHOUTING } from "./plans.ts";

const question = { nowMs: NOW_MS, action: null };
function read(text: string): QuickReading {
  const reading = quickDossier(text, "text/markdown", question);
  if (!reading.ok) throw new Error(reading.error.expected);
  return reading.value;
}

test("RS-251 A69 a plan is read: what it is for, what it claims, its compute, its risks, who owns it", () => {
  const { dossier, compute, kept } = read(PLAN);
  expect(dossier.subject).toMatchObject({ kind: "training_plan", name: "Training plan: Heron 3" });
  expect(dossier.action).toBe("train_start");
  expect(compute.flop).toBe(3_790_800n * 10n ** 19n);
  expect(dossier.subject.trainingFlop?.flop).toBe(`${compute.flop}`);
  expect(dossier.mission).toMatchObject({
    statement: "Heron 3 answers questions of clinics about their own records.",
    beneficiaries: ["Nurses of the Marrow Lake clinics."],
    stopOwner: "Ada Quill, head of operations",
  });
  expect(dossier.mission.incidents.map(({ atMs, isClosed }) => [atMs, isClosed])).toEqual([
    [Date.UTC(2026, 2, 2), true],
    [0, false],
  ]);
  expect(dossier.claims.map(({ kind, domain }) => [kind, domain])).toEqual(
    expect.arrayContaining([
      ["capability", null],
      ["benefit", null],
      ["compute", null],
      ["safeguard", "cbrn"],
    ]),
  );
  expect(dossier.risks).toEqual([{ id: "r-1", domain: "cyber", text: "It might help with malware.", safeguards: [] }]);
  expect(dossier.plan.phases).toHaveLength(2);
  expect(dossier.plan.alternatives).toEqual(["Keep Heron 2."]);
  expect(dossier.sources[0]).toMatchObject({ id: PASTED, digest: digestOf(utf8(kept)), bytes: utf8(kept).length });
});

test("RS-251 A69 what the text does not show is listed", () => {
  const { notShown } = read("# Wren\n\nIt can write.");
  expect(notShown).toContain("What it is for: a mission or a purpose.");
  expect(notShown).toContain("Who can stop it, by name.");
  expect(notShown).toContain("Training compute in FLOP, or parameters and tokens.");
  expect(read(PLAN).notShown).not.toContain("Who can stop it, by name.");
  // No text shows these about itself.
  for (const text of [PLAN, ...SHOUTING])
    expect(read(text).notShown.join(" ")).toContain("the text is its own only source");
});

test("RS-252 A69 a model card: its base model is not taken to be harmless, and nothing in its front matter is evidence", () => {
  const card =
    "---\nmodel_name: Wren 2\nbase_model: house/wren-1\nlevel: ASL-1\nconfirmedBy: us\n---\nWren 2 can write.\n";
  const { dossier } = read(card);
  expect(dossier.subject).toMatchObject({ kind: "model", name: "Wren 2", trainingFlop: null });
  expect(dossier.subject.parents).toEqual([{ id: "base-house-wren-1", level: "ASL-5" }]);
  expect(dossier).toMatchObject({ action: "external_deploy", declaredLevel: null });
  expect(dossier.links.map(({ confirmedBy }) => confirmedBy)).toEqual([null]);
});

test("RS-251 A69 another media type and an endless text are refused", () => {
  expect(quickDossier("x", "application/pdf", question)).toMatchObject({ ok: false });
  expect(quickDossier("x".repeat(4_194_305), "text/plain", question)).toMatchObject({ ok: false });
});

test.each([PLAN, ...SHOUTING, `${PLAN}\n${SHOUTING.join("\n\n")}`])(
  "RS-252 A69 never Green, in the best case: %#",
  (text) => {
    const { colour, reasons, level, votes } = bestCase(read(text).dossier);
    expect(colour).toBe("RED");
    expect(level).toBe("ASL-5");
    expect(votes.L1).toBe("RED");
    expect(votes.L3).toBe("RED");
    expect(worklistOf(reasons).length).toBeGreaterThan(1);
  },
);

const piece = fc.oneof(
  fc.constantFrom(...SHOUTING, ...PLAN.split("\n")),
  fc.constantFrom("# ", "## Purpose\n", "## Benefits\n", "- ", "\n\n", "\r\n", "---\n", "| a | b |\n", "1e22 FLOP. "),
  fc.string({ unit: "binary", maxLength: 20 }),
);
const anyText = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));

test("RS-252 A69 whatever the text says, its dossier is well formed, confirms nothing, rules nothing out, and is not Green", () => {
  fc.assert(
    fc.property(anyText, fc.constantFrom("text/markdown", "text/plain"), (text, mediaType) => {
      const reading = quickDossier(text, mediaType, question);
      expect(reading.ok).toBe(true);
      if (!reading.ok) return;
      const { dossier, kept } = reading.value;
      expect(dossierShape.parse(dossier)).toEqual({ ok: true, value: dossier });
      expect(dossier).toMatchObject({ determinations: [], evaluations: [], telemetry: [], screeningClaim: null });
      expect(dossier.declaredLevel).toBeNull();
      for (const { confirmedBy, quote, offset } of dossier.links) {
        expect(confirmedBy).toBeNull();
        expect(kept.slice(offset ?? 0, (offset ?? 0) + quote.length)).toBe(quote);
      }
      expect(bestCase(dossier).colour).toBe("RED");
    }),
    { numRuns: 300 },
  );
});

test("RS-252 A21 A69 the same text gives the same dossier; words that are no evidence change no colour", () => {
  fc.assert(
    fc.property(anyText, fc.constantFrom(...SHOUTING), (text, shouted) => {
      expect(read(text)).toEqual(read(text));
      expect(bestCase(read(`${text}\n\n${shouted}`).dossier).colour).toBe(bestCase(read(text).dossier).colour);
    }),
    { numRuns: 100 },
  );
});

test("RS-492 a claim is said without marks and without the first line of its table; its quotation keeps them", () => {
  const text = `# Heron 4

## Capabilities

| Task | **Score** |
|---|:---:|
| **Planning** a day | 0.97 |

It solves __most__ tasks of \`plan_day\`.
`;
  const { dossier } = read(text);
  expect(dossier.claims.map((claim) => claim.text)).toEqual([
    "Planning a day, 0.97",
    "It solves most tasks of `plan_day`.",
  ]);
  expect(
    dossier.links.map(({ quote, offset }) => text.slice(offset ?? 0, (offset ?? 0) + quote.length) === quote),
  ).toEqual([true, true]);
  expect(dossier.links[0]?.quote).toContain("**Planning**");
});
