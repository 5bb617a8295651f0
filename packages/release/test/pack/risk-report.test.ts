import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Reason } from "../../src/decision/reason.ts";
import { familyOf } from "../../src/decision/reason-code.ts";
import { curveSvg } from "../../src/report/curve-svg.ts";
import { pageOf } from "../../src/report/page.ts";
import { packDocuments } from "../../src/report/pack-documents.ts";
import { FIXTURES, MARGIN, NOON_MS, POLICY, REFUTED, type Told, told, UNMAPPED } from "./fixtures.ts";
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

test("RS-338 the four votes stand under the colour, in words", () => {
  const text = textOf(pageFor(told({ colour: "RED", reasons: [REFUTED] })));
  const votes = "Votes: verification (L1) RED; stability (L2) GREEN; arbitration (L3) GREEN; evolution (L4) GREEN.";
  expect(text.indexOf(votes)).toBeGreaterThan(0);
  expect(text.indexOf(votes)).toBeLessThan(text.indexOf("This was shown against it"));
});

test("RS-338 reasons of one code share a box, each with its detail, and a remedy that they share is said once", () => {
  const other: Reason = { ...REFUTED, records: ["c-1"], detail: "The claim c-1 is refuted too." };
  const page = pageFor(told({ colour: "RED", reasons: [REFUTED, other, UNMAPPED] }));
  const [refuted, unmapped, ...more] = [...page.matchAll(/<article[^]*?<\/article>/g)].map(([box]) =>
    textOf(`<body>${box}`),
  );
  expect(more).toEqual([]);
  for (const words of ["The claim c-2 is refuted", "The claim c-1 is refuted too."]) expect(refuted).toContain(words);
  expect(refuted?.split(REFUTED.wouldChange).length).toBe(2);
  expect(unmapped).toContain(`Would change it: ${UNMAPPED.wouldChange}`);
  const two = pageFor(told({ colour: "RED", reasons: [REFUTED, { ...other, wouldChange: "Another log." }] }));
  const [box] = [...two.matchAll(/<article[^]*?<\/article>/g)].map(([each]) => textOf(`<body>${each}`));
  for (const remedy of [REFUTED.wouldChange, "Another log."]) expect(box).toContain(`Would change it: ${remedy}`);
});

test("RS-338 who can stop the subject owns its pauses and nothing else", () => {
  const ownersOf = (records: readonly string[]) =>
    reportOf(told({ colour: "RED", reasons: [{ ...MARGIN, records }] })).facts.wouldChange[0]?.owners;
  expect(ownersOf(["pause"])).toEqual(["duty officer"]);
  expect(ownersOf(["index"])).toEqual([]);
  expect(textOf(pageFor(told({ colour: "RED", reasons: [REFUTED] })))).not.toContain("Owner:");
});

test("RS-338 who asked is named, or that nobody is", () => {
  expect(textOf(pageFor(told()))).toContain("Asked by: nobody is named. Question: May it leave the house?");
  const material = materialOf(singleLog(told()), "evaluation-1");
  const records = material.records.map(({ record, body }) => ({
    record,
    body: record.kind === "evaluation.opened" ? { ...(body as object), by: "A. Reader" } : body,
  }));
  const text = textOf(pageOf(packDocuments({ ...material, records }).riskReport));
  expect(text).toContain("Asked by A. Reader. Question: May it leave the house?");
  expect(text).toContain("under policy 1.0.0, adopted by architect (the first).");
});

test("RS-338 the chart has the readings and the index that counts, with one sentence on the limit between them", () => {
  const page = pageFor(told());
  const [chart] = page.match(/<svg[^>]*Stability index[^]*?<\/svg>/) ?? [];
  expect(chart).toMatch(/<polyline class="line line-0"/);
  expect(chart).toMatch(/<circle class="dot"/);
  expect(chart).toContain("index that counts 0.8900");
  expect(textOf(page)).toContain("Index 0.8900 of the subject (0.9000 by its signals alone)");
  expect(textOf(page)).toContain("falls at once and rises by at most 0.0200 an hour, 0.0800 in a pause");
  expect(textOf(page)).toContain("Here restore-drill was not read and count");
});

test("RS-338 labels of a chart never touch, whatever its lines end at", () => {
  const ends = fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(ends, ends, (lines, marks) => {
      const svg = curveSvg({
        caption: "c",
        xLabel: "x",
        n: 2,
        lines: lines.map((end) => ({
          name: "l",
          points: [
            [1, 0],
            [2, end],
          ],
        })),
        marks: marks.map((share) => ({ name: "m", share })),
        records: [1],
      }).text;
      const places = [...svg.matchAll(/class="(?:limit|line)-name" x="532" y="([\d.-]+)"/g)].map(([, at]) =>
        Number(at),
      );
      expect(places.length).toBe(lines.length + marks.length);
      for (const [place, at] of places.entries()) expect(at - (places[place - 1] ?? -100)).toBeGreaterThanOrEqual(14.8);
      expect(places.at(-1)).toBeLessThanOrEqual(205);
    }),
  );
});

test("RS-338 each evaluation stands as its logs count it, beside what the dossier says", () => {
  const text = textOf(pageFor(told()));
  expect(text).toContain("13 of 400 0 1 12 of 400, 400 reported");
  expect(text).toContain("e-2 not in the dossier could not be counted");
});

test("RS-338 a criterion that is not met says what is lacking: what is said, and what is claimed", () => {
  const changed = (change: object) => {
    const material = materialOf(singleLog(told()), "evaluation-1");
    const records = material.records.map(({ record, body }) => ({
      record,
      body: { ...(body as object), ...(change as Record<string, object>)[record.kind] },
    }));
    return textOf(pageOf(packDocuments({ ...material, records }).riskReport));
  };
  const criteria = [
    { criterion: "reversibility", met: 0, isRequired: true, claims: ["c-1"] },
    { criterion: "stop-owner", met: 0, isRequired: true, claims: ["c-1"] },
    { criterion: "benefit", met: 5_000, isRequired: true, claims: ["c-1"] },
    { criterion: "dissent", met: 0, isRequired: true, claims: [] },
  ];
  const { body } =
    materialOf(singleLog(told()), "evaluation-1").records.find(({ record }) => record.kind === "arbitration.made") ??
    {};
  const mission = { ...(body as { readonly mission: object }).mission, stopOwner: "" };
  const text = changed({ "stability.read": { drills: [] }, "arbitration.made": { criteria, mission } });
  for (const words of [
    "0 of 0 drills passed c-1 in the plan: a drill of pause and recovery that passed",
    "nobody named c-1 in the mission: somebody who can stop it, by name",
    "c-1 a claim that shows it in full, not in part",
    "nothing in the mission: an answer to reviewer 2; and a carried claim that shows it",
  ])
    expect(text).toContain(words);
});

test("RS-338 a table without rows is one line, and a digest in a table is shortened with the whole of it at hand", () => {
  const page = pageFor(told({ claims: 3 }));
  expect(page).not.toContain("<tbody></tbody>");
  expect(textOf(page)).toContain("Other claims: none.");
  expect(page).toMatch(/<code title="(sha256:[0-9a-f]{12})[0-9a-f]{52}">\1…<\/code>/);
});

test("RS-493 an id that a claim and an evaluation share leads to both, each by what it is", () => {
  const reason: Reason = { ...UNMAPPED, records: ["c-1", "e-1", "shared"] };
  const material = materialOf(singleLog(told({ colour: "RED", reasons: [reason] })), "evaluation-1");
  const renamed = JSON.parse(
    JSON.stringify(material).replaceAll('"c-2"', '"shared"').replaceAll('"e-2"', '"shared"'),
  ) as typeof material;
  const page = pageOf(packDocuments(renamed).riskReport);
  expect(page).toContain('<a href="#claim-c-1">c-1</a>');
  expect(page).toContain('<a href="#evaluation-e-1">e-1</a>');
  expect(page).toContain('<a href="#evaluation-shared">shared (evaluation)</a>');
  expect(page).toContain('<a href="#claim-shared">shared (claim)</a>');
  for (const anchor of ["evaluation-e-1", "evaluation-shared", "claim-shared"])
    expect(page).toContain(`id="${anchor}"`);
});
