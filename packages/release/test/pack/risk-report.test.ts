import { describe, expect, test } from "vitest";
import { familyOf } from "../../src/decision/reason-code.ts";
import { pageOf } from "../../src/report/page.ts";
import { packDocuments } from "../../src/report/pack-documents.ts";
import { FIXTURES, NOON_MS, POLICY, REFUTED, type Told, told } from "./fixtures.ts";
import { headingsOf, textOf } from "./page-text.ts";
import { historyLog, materialOf, singleLog } from "./rig.ts";

const reportOf = (of: Told) => packDocuments(materialOf(singleLog(of), of.evaluation)).riskReport;
const pageFor = (of: Told): string => pageOf(reportOf(of));

/** The sheet's §4.5, in its order. */
const ORDER = [
  "What it holds for",
  "Level",
  "Reasons, worst first",
  "What would change this answer",
  "Claims",
  "Stability and risk",
  "Arbitration",
  "Dissent",
  "What was not measured",
  "Evaluations of this subject",
  "Duties at ASL-3",
  "What this maps to elsewhere",
  "Limits",
  "Sources",
  "Records",
];

describe.each(FIXTURES)("%s", (_name, of) => {
  test("RS-302 the page has the order of the sheet, also without its style", () => {
    const page = pageFor(of);
    const [answer, ...rest] = headingsOf(page);
    expect(answer).toMatch(new RegExp(`^${of.colour}`));
    expect(rest).toEqual(ORDER);
    const text = textOf(page);
    const places = ORDER.map((heading) => text.indexOf(` ${heading} `));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(Math.min(...places)).toBeGreaterThan(0);
  });

  test("RS-305 A70 from the page alone one can answer what would change this answer", () => {
    const text = textOf(pageFor(of));
    const from = text.indexOf("What would change this answer");
    const to = text.indexOf(" Claims ", from);
    const answer = text.slice(from, to);
    for (const { wouldChange, code } of of.reasons) {
      expect(answer).toContain(wouldChange.replace(/\s+/g, " "));
      expect(answer).toContain(code);
    }
    expect(answer.length).toBeGreaterThan("What would change this answer".length + 20);
  });

  test("RS-304 each reason says its family in words and by shape, and leads to evidence", () => {
    const page = pageFor(of);
    const reasons = [...page.matchAll(/<article class="reason (\w+)"[^]*?<\/article>/g)];
    const words = { VIOLATION: "Shown against it", UNPROVEN: "Required and not shown", CONDITION: "Open condition" };
    expect(reasons.length).toBe(of.reasons.length);
    for (const [place, [markup, className]] of reasons.entries()) {
      const family = familyOf(of.reasons[place]?.code ?? "VIOLATION_INPUT");
      expect(className).toBe(family.toLowerCase());
      expect(markup).toContain(words[family]);
      expect(markup).toMatch(/Evidence: <a href="[^"]+">/);
    }
  });

  test("RS-311 values are text: no script, no address outside, no style but one known by its digest", () => {
    const page = pageFor(of);
    expect(page).not.toMatch(/<script|<b>Ask|javascript:|https?:\/\/|style="|src=/);
    expect(page).toContain("default-src 'none'; style-src 'sha256-");
  });

  test("RS-301 links inside the page lead somewhere", () => {
    const page = pageFor(of);
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const inside = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(inside.length).toBeGreaterThan(50);
    expect(inside.filter((id) => !ids.has(id))).toEqual([]);
  });

  test("RS-307 A19 no figure is called confidence, and 99.9 % is demonstrated by its count alone", () => {
    const text = textOf(pageFor(of));
    expect(text).not.toMatch(/confidence/i);
    expect(text).not.toContain("99.9 % demonstrated");
  });
});

test.each([
  [2_994, "2994 of 2994 verdicts held when checked again; lower bound 99.89 %"],
  [2_995, "99.9 % demonstrated: 2995 of 2995 verdicts held when checked again"],
])("RS-307 A19 after %i clean checks the report says %s", (checked, said) => {
  expect(textOf(pageFor(told({ recheck: { checked, held: checked } })))).toContain(said);
});

test("RS-303 an override stands in the first line, with what it did", () => {
  const page = pageFor(told({ override: "override-1" }));
  expect(headingsOf(page)[0]).toBe("GREEN, reached with an override (override-1)");
  expect(textOf(page)).toContain("It changes no vote, no colour and no permission.");
});

test("RS-303 what voids a decision, and a withdrawal, stand in its first line", () => {
  const voided = packDocuments(materialOf(historyLog(), "evaluation-5")).riskReport;
  expect(voided.sections[0]?.title).toMatch(/^GREEN, void since record \d+$/);
  const withdrawn = packDocuments(materialOf(historyLog(), "evaluation-3")).riskReport;
  expect(withdrawn.sections[0]?.title).toMatch(/^GREEN, withdrawn/);
});

test("RS-306 material claims stand first, and the appendix in full", () => {
  const text = textOf(pageFor(told({ claims: 12 })));
  const [material, other, appendix] = ["Material claims: 9", "Other claims: 3", "Appendix, in full: 3"].map((words) =>
    text.indexOf(words),
  ) as [number, number, number];
  expect(material).toBeGreaterThan(0);
  expect(other).toBeGreaterThan(material);
  expect(appendix).toBeGreaterThan(other);
  const kept = text.slice(appendix, text.indexOf(" Stability and risk ", appendix));
  for (const claim of ["c-2", "c-6", "c-10"]) expect(kept).toContain(`${claim} Claim`);
});

test("RS-308 a duty that was not required says so, and none gets a tick", () => {
  const page = pageFor(told());
  const text = textOf(page);
  expect(text).toContain("not required at this level");
  expect(page).not.toMatch(/[✓✔☑✅]/u);
  const duties = reportOf(told()).sections.find(({ id }) => id === "duties");
  const rows = duties?.blocks[0]?.block === "table" ? duties.blocks[0].rows : [];
  const firewall = rows.find(({ cells }) => cells[0] === "firewall");
  expect(firewall?.cells.slice(2)).toEqual(["not required, reported", "not required at this level"]);
});

test("RS-309 what was not measured is said: firewall, signals, prediction, compute, logs, rechecks", () => {
  const of = told({ isPredicted: false, trainingFlop: null, recheck: { checked: 0, held: 0 } });
  const text = textOf(pageFor(of));
  const gaps = text.slice(text.indexOf("What was not measured"), text.indexOf(" Evaluations of this subject "));
  for (const gap of [
    "firewall inside",
    "restore-drill",
    "fewer than 20 cycles",
    "compute",
    "run-9",
    "no verdict was checked again",
  ])
    expect(gaps).toContain(gap);
});

test("RS-310 A64 every evaluation of the subject stands in the report: red, aborted, withdrawn; no other subject's", () => {
  const { riskReport } = packDocuments(materialOf(historyLog(), "evaluation-5"));
  const block = riskReport.sections.find(({ id }) => id === "earlier")?.blocks[0];
  const rows = block?.block === "table" ? block.rows.map(({ cells }) => [cells[0], cells[3]]) : [];
  expect(rows).toEqual([
    ["evaluation-1", "RED"],
    ["evaluation-2", "aborted"],
    ["evaluation-3", "GREEN, withdrawn"],
    ["evaluation-5 (this one)", "GREEN"],
  ]);
});

test("RS-313 knowledge of a framework older than 180 days is warned of, and not at 180", () => {
  const day = Date.parse(POLICY.asOf);
  const at = (days: number): string => textOf(pageFor(told({ atMs: day + days * 86_400_000 })));
  expect(at(180)).not.toContain("read the framework itself");
  expect(at(181)).toContain(`is as of ${POLICY.asOf}, 181 days before the decision`);
});

test("RS-305 owners stand beside what would change the answer, where the record has them", () => {
  const owned = reportOf(
    told({ colour: "RED", reasons: [{ ...REFUTED, code: "VIOLATION_SAFEGUARD_FAILED", records: ["r-1"] }] }),
  );
  expect(owned.facts.wouldChange[0]?.owners).toEqual(["security desk"]);
  expect(reportOf(told({ colour: "RED", reasons: [REFUTED] })).facts.wouldChange[0]?.owners).toEqual([]);
});

test("RS-302 curves tell how many readings they are made of", () => {
  expect(pageFor(told())).toMatch(/aria-label="Stability index by reading, n = 4"/);
  expect(pageFor(told())).toMatch(/aria-label="Predicted chance of failure by horizon, n = 24"/);
  expect(NOON_MS).toBe(Date.parse("2026-11-22T12:00:00Z"));
});
