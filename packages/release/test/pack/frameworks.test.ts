import { expect, test } from "vitest";
import { shippedFrameworks } from "../../src/node/pack/framework-data.ts";
import { VIEWS } from "../../src/report/framework/view-names.ts";
import { pageOf } from "../../src/report/page.ts";
import { packDocuments } from "../../src/report/pack-documents.ts";
import { FIXTURES, NOON_MS, POLICY, type Told, told } from "./fixtures.ts";
import { textOf } from "./page-text.ts";
import { historyLog, materialOf, singleLog } from "./rig.ts";

const reportsOf = (of: Told) => packDocuments(materialOf(singleLog(of), of.evaluation)).frameworks;

const euText = (of: Told): string =>
  textOf(pageOf(reportsOf(of).find(({ facts }) => facts.framework === "eu-code-model-report") ?? missing()));

const missing = (): never => {
  throw new Error("no such report");
};

test("RS-312 five forms ship, each with its date, its day of reading and a word on what is to be verified", () => {
  const { frameworks } = shippedFrameworks();
  expect(frameworks.map(({ id }) => id)).toEqual([
    "california-sb53",
    "eu-code-model-report",
    "fsf-safety-case-v3.1",
    "preparedness-v2",
    "rsp-risk-report",
  ]);
  for (const { verify, asOf, day, clocks, lines } of frameworks) {
    expect([verify, ...clocks.map((clock) => clock.verify), ...lines.map((line) => line.verify)]).not.toContain(false);
    expect(Date.parse(asOf)).toBeGreaterThanOrEqual(Date.parse(day));
  }
});

test("RS-312 each form's crosswalk is the policy's, and every view is used by one", () => {
  const known = new Set(POLICY.frameworks.map(({ id }) => id));
  const { frameworks } = shippedFrameworks();
  expect(frameworks.map(({ crosswalk }) => crosswalk).filter((id) => !known.has(id))).toEqual([]);
  const used = new Set(frameworks.flatMap(({ sections }) => sections.flatMap(({ views }) => views)));
  expect(VIEWS.filter((view) => !used.has(view))).toEqual([]);
});

test.each(FIXTURES)("RS-312 a report maps and never says that anything is met: %s", (_name, of) => {
  for (const report of reportsOf(of)) {
    const text = textOf(pageOf(report));
    expect(text).not.toMatch(/compl(?:y|ies|iant|iance|ied)|conform|certif(?:y|ied)/i);
    expect(text).toContain("maps to records by an interpretation of ours");
  }
});

test("RS-312 where nothing is on record a heading says so and names the records between", () => {
  const report = reportsOf(told()).find(({ facts }) => facts.framework === "california-sb53") ?? missing();
  expect(report.facts.empty).toContain("Restrictions of use");
  const section = report.sections.find(({ title }) => title === "Restrictions of use");
  expect(section?.blocks).toEqual([
    {
      block: "text",
      said: [{ text: "None on record (looked for between record 3 and record 28).", records: [3, 28] }],
    },
  ]);
});

test.each([
  ["9999999999999999999999999", "not above", "about 9.99e24"],
  ["10000000000000000000000000", "not above", "1e25"],
  ["10000000000000000000000001", "above", "about 1e25"],
  // 405e9 parameters, 15.6e12 tokens, 6 operations each: the sheet's §9.3.
  [String(6n * 405_000_000_000n * 15_600_000_000_000n), "above", "about 3.79e25"],
  [String(6n * 70_000_000_000n * 15_000_000_000_000n), "not above", "6.3e24"],
])("RS-314 %s FLOP is %s the line of 1e25, and is written %s with its exact number", (trainingFlop, where, short) => {
  expect(euText(told({ trainingFlop }))).toContain(
    `${short} FLOP (exactly ${trainingFlop}) is ${where} the line of 1e25 FLOP (exactly 10000000000000000000000000).`,
  );
});

test("RS-314 unknown compute is said to be unknown, and starts no clock", () => {
  const text = euText(told({ trainingFlop: null }));
  expect(text).toContain("is unknown: nobody says its compute");
  expect(text).not.toContain("Notification of the Commission");
});

test("RS-314 two weeks run from the first record of compute above the line, and are to be verified", () => {
  const text = euText(told({ trainingFlop: `${4n * 10n ** 25n}` }));
  const due = new Date(NOON_MS + 1 + 14 * 86_400_000).toISOString();
  expect(text).toContain(`14 days end ${due}. To be verified`);
});

test("RS-314 clocks of an incident run from when it happened: 2, 5, 10 and 15 days; in California 15 days and 24 hours", () => {
  const { frameworks } = packDocuments(materialOf(historyLog(), "evaluation-5"));
  const [california, eu] = ["california-sb53", "eu-code-model-report"].map((id) =>
    textOf(pageOf(frameworks.find(({ facts }) => facts.framework === id) ?? missing())),
  );
  const happened = NOON_MS + 86_400_000;
  for (const days of [2, 5, 10, 15])
    expect(eu).toContain(`${days} days end ${new Date(happened + days * 86_400_000).toISOString()}`);
  expect(california).toContain(`24 hours end ${new Date(happened + 86_400_000).toISOString()}`);
  expect(california).toContain(`15 days end ${new Date(happened + 15 * 86_400_000).toISOString()}`);
});

test("RS-312 the ten commitments each name the part that they map to and how much of it is on record", () => {
  const report = reportsOf(told()).find(({ facts }) => facts.framework === "eu-code-model-report") ?? missing();
  const block = report.sections.find(({ id }) => id === "commitments")?.blocks[0];
  const rows = block?.block === "table" ? block.rows : [];
  expect(rows.length).toBe(10);
  expect(rows.find(({ cells }) => cells[0] === "Serious incident reporting")?.cells[2]).toBe("not on record");
});
