import { canonicalJson, type CanonicalValue } from "@plimsoll/foundation";
import { describe, expect, test } from "vitest";
import type { Bodies } from "../../src/record/bodies.ts";
import type { Cell, ReportDocument, Said } from "../../src/report/document.ts";
import { packDocuments } from "../../src/report/pack-documents.ts";
import { pageOf } from "../../src/report/page.ts";
import { FIXTURES, type Told, told } from "./fixtures.ts";
import { textOf } from "./page-text.ts";
import { historyLog, materialOf, singleLog } from "./rig.ts";

const allOf = (of: Told): readonly ReportDocument[] => {
  const { frameworks, ...five } = packDocuments(materialOf(singleLog(of), of.evaluation));
  return [...Object.values(five), ...frameworks];
};

const cellText = (cell: Cell | undefined): string => (typeof cell === "object" ? cell.text : (cell ?? ""));

const saidIn = ({ sections }: ReportDocument): readonly Said[] =>
  sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) => {
      if (block.block === "table")
        return block.rows.map(({ cells, records }) => ({ text: cellText(cells[0]), records }));
      if (block.block === "reasons")
        return block.reasons.flatMap(({ findings }) =>
          findings.map(({ detail, records }) => ({ text: detail, records })),
        );
      return block.block === "curve" ? [{ text: block.caption, records: block.records }] : block.said;
    }),
  );

describe.each(FIXTURES)("%s", (_name, of) => {
  test("RS-301 every sentence, row, reason and curve names records, and the foot knows each of them", () => {
    const documents = allOf(of);
    expect(documents.length).toBe(10);
    for (const document of documents) {
      const known = new Set(document.cited.map(({ sequence }) => sequence));
      for (const { text, records } of saidIn(document)) {
        expect(records.length, text).toBeGreaterThan(0);
        expect(
          records.filter((record) => !known.has(record)),
          `${document.document}: ${text}`,
        ).toEqual([]);
      }
    }
  });

  test("RS-300 the same records give the same bytes, and each value has one canonical form", () => {
    const [one, other] = [allOf(of), allOf(of)].map((documents) =>
      documents.map((document) => canonicalJson(document as unknown as CanonicalValue) + pageOf(document)),
    );
    expect(one).toEqual(other);
  });

  test("RS-301 links to other documents of the pack lead to places that are there", () => {
    const pages = new Map(allOf(of).map((document) => [`${document.document}.html`, pageOf(document)] as const));
    for (const page of pages.values()) {
      for (const [, file, anchor] of page.matchAll(/href="([\w-]+\.html)#([^"]+)"/g))
        expect(pages.get((file ?? "") as `${string}.html`), `${file}#${anchor}`).toContain(` id="${anchor}"`);
    }
  });
});

const text = (document: ReportDocument): string => textOf(pageOf(document));
const history = () =>
  packDocuments(materialOf(historyLog(told({ evaluation: "evaluation-5", override: "override-1" })), "evaluation-5"));

test("RS-300 the stability log has readings of every evaluation, checks, drills and the state of the pause", () => {
  const { ssiLog } = history();
  expect(ssiLog.facts.readings.length).toBe(3);
  for (const words of ["Readings: 3", "phase-1", "drill-1", "pause-latency", "not required", "STABLE"])
    expect(text(ssiLog)).toContain(words);
});

test("RS-300 the verification trail has each claim with its links, weights, queries and T", () => {
  const { voidAudit } = history();
  expect(voidAudit.facts.claims.map(({ claim }) => claim)).toEqual(["c-0", "c-1", "c-2", "c-3"]);
  for (const words of [
    "Links: 8",
    "0.8000",
    "rule-1",
    "trials fail",
    "evaluation-5/search",
    "No rule fired (14 rules)",
    "NO_EVIDENCE",
  ])
    expect(text(voidAudit)).toContain(words);
  expect(text(voidAudit)).not.toMatch(/no deception/i);
});

test("RS-300 the transcript has vectors, criteria, figures, orders and read-backs, of all cycles", () => {
  const { arbitrationTranscript } = history();
  for (const words of [
    "cascade",
    "independent-review",
    "harmony × (1 - failure)",
    "CONTINUE",
    "command-1",
    "Arbitrations: 3",
  ])
    expect(text(arbitrationTranscript)).toContain(words);
});

test("RS-300 A58 the change log has policies, rejected fusions, reflections, changes and overrides in their order", () => {
  const { changeLog } = history();
  expect(changeLog.facts.fusions.map(({ result }) => result)).toEqual(["REJECTED", "REJECTED", "REJECTED"]);
  expect(changeLog.facts.reflections.length).toBe(3);
  expect(changeLog.facts.overrides.map(({ event }) => event)).toEqual(["published", "used"]);
  for (const words of [
    "first",
    "no measure is named",
    "nothing changed in evaluation-5",
    "GRANT_T_VALUE",
    "incident-1",
  ])
    expect(text(changeLog)).toContain(words);
});

test("RS-460 who reported an incident stands in the change log, in what voids the decision and in the frameworks", () => {
  const material = materialOf(historyLog(), "evaluation-5");
  const { changeLog, riskReport, frameworks } = packDocuments(material);
  const shown = [text(changeLog), text(riskReport), ...frameworks.map(text)];
  expect(shown.filter((each) => each.includes("night shift")).length).toBeGreaterThanOrEqual(3);
  for (const document of [changeLog, riskReport]) expect(text(document)).toContain("night shift");
});

test("RS-465 a model that failed, and what was not sent to it, stand in the verification trail", () => {
  const material = materialOf(singleLog(told()), "evaluation-1");
  const body: Bodies["model.consulted"] = {
    answers: 0,
    queries: [],
    splits: [],
    defects: [],
    unused: [],
    declined: [],
    failures: ["quotes: UNREACHABLE"],
    withheld: ["s-09"],
  };
  const records = material.records.flatMap((each) =>
    each.record.kind === "decision.made"
      ? [{ record: { ...each.record, kind: "model.consulted" as const }, body }, each]
      : [each],
  );
  const { voidAudit } = packDocuments({ ...material, records });
  for (const words of ["Consultations: 1", "quotes: UNREACHABLE", "s-09"]) expect(text(voidAudit)).toContain(words);
  expect(text(packDocuments(material).voidAudit)).not.toContain("Consultations");
});

test("RS-460 an incident of an older log, without a name, is shown as nobody's who is named", () => {
  const material = materialOf(historyLog(), "evaluation-5");
  const records = material.records.map(({ record, body }) => {
    if (record.kind !== "incident.reported") return { record, body };
    const { by: _, ...older } = body as Bodies["incident.reported"];
    return { record, body: older };
  });
  const { changeLog, riskReport } = packDocuments({ ...material, records });
  for (const document of [changeLog, riskReport]) {
    expect(text(document)).toContain("nobody who is named");
    expect(text(document)).not.toContain("undefined");
  }
});

test("RS-300 an evaluation that was never decided, or is unknown, has no documents", () => {
  expect(() => packDocuments(materialOf(historyLog(), "evaluation-2"))).toThrow(
    expect.objectContaining({ code: "PACK_DECISION_MISSING" }),
  );
  const material = materialOf(historyLog(), "evaluation-1");
  expect(() => packDocuments({ ...material, evaluation: "evaluation-9" })).toThrow(
    expect.objectContaining({ code: "PACK_EVALUATION_UNKNOWN" }),
  );
});

test("RS-325 what is withheld is called withheld, and its content is in no document", () => {
  const material = materialOf(singleLog(told()), "evaluation-1");
  const records = material.records.map(({ record, body }) => ({
    record,
    body: record.kind === "claims.judged" || record.kind === "arbitration.made" ? undefined : body,
  }));
  const { frameworks, ...five } = packDocuments({ ...material, records, input: null });
  const pages = [...Object.values(five), ...frameworks].map(pageOf).join("\n");
  expect(pages).not.toContain("Claim 1");
  expect(pages).not.toContain("small farms");
  expect(pages).not.toContain("Recall of recipes");
  expect(text(five.riskReport)).toMatch(/Withheld: record \d+ \(claims\.judged\), of which only the digest sha256:/);
  expect(pages).toContain("as far as it is shown: claims.judged, arbitration.made, the input withheld");
});

test("RS-338 the stability log lists the signals of every reading with value, unit, time and share", () => {
  const { ssiLog } = history();
  expect(text(ssiLog)).toContain("Signals of these readings: 3");
  expect(text(ssiLog)).toContain("evaluation-5 pause-latency 2 s 2026-11-22T11:59:59.000Z 0.9800");
});

test("RS-338 the verification trail says in words why a claim is not carried, and which rule of argument keeps it", () => {
  const material = materialOf(singleLog(told()), "evaluation-1");
  const defect = {
    rule: "IC-CHERRY",
    severity: "blocks",
    place: "evaluations/e-1",
    claims: ["c-2"],
    span: [],
    why: "One run is left out",
    cure: "Report every run",
  };
  const withDefect = material.records.map(({ record, body }) => ({
    record,
    body: spoiltBy(record.kind, body, defect),
  }));
  const plain = text(packDocuments(material).voidAudit);
  expect(plain).toContain(
    "NO_EVIDENCE: too little evidence: score 0.4000 of at least 0.7000, from 2 independence groups.",
  );
  expect(plain).toContain("13 of 400");
  const cured = text(packDocuments({ ...material, records: withDefect }).voidAudit);
  expect(cured).toContain("ARGUMENT_DEFECT: IC-CHERRY: One run is left out. Cure: Report every run.");
  expect(cured).toContain("none: no search mends this");
});

function spoiltBy(kind: string, body: unknown, defect: object): unknown {
  if (kind === "argument.examined") return { defects: [defect], rulesRun: 14 };
  if (kind !== "claims.judged") return body;
  const { claims, ...rest } = body as { readonly claims: readonly { readonly id: string }[] };
  return {
    ...rest,
    claims: claims.map((claim) =>
      claim.id === "c-2" ? { ...claim, cause: "ARGUMENT_DEFECT", repair: "not needed" } : claim,
    ),
  };
}
