import { readFileSync } from "node:fs";
import { digestOf, utf8 } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { LEVELS } from "../../src/policy/level.ts";
import { importAnswer } from "../../src/prompt/import-answer.ts";
import { PASTED, quickDossier } from "../../src/prompt/quick-dossier.ts";
import { bestCase, NOW_MS, POLICY } from "./best-case.ts";
import { guideTables } from "./guide-tables.ts";

const ROOT = new URL("../../../../", import.meta.url);
const textOf = (file: string): string => readFileSync(new URL(file, ROOT), "utf8");
const guide = (name: string): string => textOf(`docs/guides/${name}.md`);
const GUIDES = ["one-prompt", "release-thresholds", "transparency-pack", "release-containers", "dossier"];

test.each(Object.entries(guideTables(POLICY)))("RS-260 the guide's table of %s is the policy's", (_, table) => {
  expect(guide("release-thresholds")).toContain(`\n${table}\n`);
});

test("RS-260 another policy has another table", () => {
  const other = guideTables({ ...POLICY, decisionValidDays: 31 });
  expect(guide("release-thresholds")).not.toContain(other["numbers"]);
});

test("RS-260 what the guide says of the arithmetic is what the policy's numbers give", () => {
  const aborts = POLICY.arbitration.biasMin.map((least) => `${(10_000 - least) / 10_000}`);
  const said = `above a chance of failure of ${aborts.slice(0, -1).join(", ")} and ${aborts.at(-1)}.`;
  expect(guide("release-thresholds")).toContain(said);
});

/** The text between `cat > NAME <<'END'` and `END`. */
const written = (text: string, name: string): string =>
  new RegExp(`cat > ${name} <<'END'\\n([\\s\\S]*?\\n)END\\n`).exec(text)?.[1] ?? "";

test("RS-261 A69 the guide's plan is read as the guide says, and its answer is taken as the guide says", () => {
  const text = guide("one-prompt");
  const reading = quickDossier(written(text, "plan.md"), "text/markdown", { nowMs: NOW_MS, action: null });
  if (!reading.ok) throw new Error(reading.error.expected);
  const { dossier, compute, kept } = reading.value;
  expect(compute.flop).toBe(84n * 10n ** 21n);
  expect(compute.flop).toBeLessThan(BigInt(POLICY.screening.trainingFlopMax));
  expect(bestCase(dossier)).toMatchObject({ colour: "RED", level: "ASL-5" });
  const claims = dossier.claims.map(({ id }) => id);
  const context = { text: kept, source: PASTED, claims, prompt: digestOf(utf8("p")), model: "m" };
  const imported = importAnswer(written(text, "answer.json"), context);
  if (!imported.ok) throw new Error(`${imported.error.expected}, ${imported.error.received}`);
  expect(imported.value.links.map(({ claim, stance }) => [claim, stance])).toEqual([["c-2", "refutes"]]);
  expect(imported.value.faults.map(({ place }) => place)).toEqual(["findings/2"]);
});

/** The names of the source's cast. They stand once, in the concept's glossary. */
const CAST =
  /\b(?:Jennifer|Koneko|Chimera|Prometheus|Icarus|Mephisto|Diablo|Deckard|Raphael|Nexus|Lifestream|Aetheric|Emily|Custodian|Fugue|PAU|DRA)\b/;

test("RS-262 the source's names stand in one glossary and in no guide", () => {
  const [before = "", after = ""] = textOf("docs/concepts/release.md").split("\n## Words\n");
  expect(before).not.toMatch(CAST);
  for (const name of ["Jennifer", "Void Repairer", "Koneko", "PAU", "Chimera", "Diablo", "DRA", "Sentinel", "Icarus"])
    expect(after).toContain(name);
  for (const name of GUIDES) expect(guide(name)).not.toMatch(CAST);
  expect(textOf("packages/release/prompts/one-prompt.md")).not.toMatch(CAST);
});

test("RS-262 what is promised and what is not: tamper-evident, maps to, never complies; no verdict on a named company", () => {
  const concept = textOf("docs/concepts/release.md");
  expect(concept).toContain("Tamper-evident, not tamper-proof.");
  expect(concept).toContain("Maps to, never complies with.");
  const all = [concept, ...GUIDES.map(guide)].join("\n");
  expect(all).not.toMatch(/\b(?:tamper-proof)\b(?<!not tamper-proof)/i);
  expect(all).not.toMatch(/(?<!never )complies with (?!\W)/);
});

test("RS-263 the notice credits the author of the concept", () => {
  expect(textOf("NOTICE")).toContain("Samuel Jackson Grim");
  expect(textOf("docs/concepts/release.md")).toContain("../../NOTICE");
});

test("RS-260 every level stands in the guide", () => {
  for (const level of LEVELS.slice(0, -1)) expect(guide("release-thresholds")).toContain(level);
});
