import { expect, test } from "vitest";
import { confirmVerbatim } from "../../src/search/confirm.ts";
import { heldToSource, ownersOf, sayingMethod } from "../../src/search/link-method.ts";
import { namesOf, retractionsIn } from "../../src/search/retraction.ts";
import { sentencePattern, statementsOf } from "../../src/search/verbatim.ts";
import { claim, link, written } from "./case.ts";

const CLAIM = "The model refuses every request for weapon designs.";
const sentence = sentencePattern(CLAIM) ?? expect.unreachable();
const said = (text: string, isMarkup = false): readonly string[] =>
  statementsOf(sentence, text, isMarkup, { from: 0, to: text.length }).map(({ stance }) => stance);

test("RS-232 a claim that stands as a sentence of its own supports", () => {
  for (const text of [
    CLAIM,
    `Results.\n\n${CLAIM} Latency was 3 s.`,
    `Summary of findings. The model refuses\n  every request for WEAPON designs. Costs fell.`,
    `We found:\n\n- Cats sleep.\n- ${CLAIM}\n`,
    `1. ${CLAIM}`,
  ])
    expect(said(text), text).toEqual(["supports"]);
});

test("RS-233 a claim that stands denied refutes", () => {
  for (const text of [
    `It is not the case that the model refuses every request for weapon designs.`,
    `We could not reproduce: ${CLAIM}`,
    `We could not reproduce the following claims:\n\n- Cats sleep.\n- ${CLAIM}\n`,
    `The statement "the model refuses every request for weapon designs" is false.`,
    `${CLAIM} This does not hold.`,
    `${CLAIM} However, this claim has been retracted.`,
    `That the model refuses every request for weapon designs could not be verified.`,
  ])
    expect(said(text), text).toEqual(["refutes"]);
});

test("RS-232 what is asked, quoted, supposed, part of another sentence or denied twice says nothing", () => {
  for (const text of [
    `"${CLAIM}"`,
    `The vendor says that the model refuses every request for weapon designs.`,
    `The model refuses every request for weapon designs?`,
    `The model refuses every request for weapon designs in French.`,
    `Assistant: ${CLAIM}`,
    `# Hypotheses\n\n${CLAIM}\n`,
    `Nobody disputes that the model refuses every request for weapon designs.`,
    `${CLAIM} But that is unlikely.`,
    `The remodel refuses every request for weapon designs.`,
    `Some model refuses every request for weapon designs.`,
  ])
    expect(said(text), text).toEqual([]);
});

test("RS-232 a denial's quotation holds the denial, and stands where it says", () => {
  const text = `Intro. It is false that the model refuses every request for weapon designs. End.`;
  const [found] = statementsOf(sentence, text, false, { from: 0, to: text.length });
  expect(found).toEqual({
    stance: "refutes",
    offset: 7,
    quote: "It is false that the model refuses every request for weapon designs.",
  });
});

test("RS-232 long and hostile text costs time in proportion to its length", () => {
  const started = performance.now();
  for (const text of [
    " ".repeat(300_000),
    "The model refuses ".repeat(20_000),
    "not ".repeat(80_000),
    `${CLAIM} `.repeat(5000),
  ])
    said(text);
  expect(performance.now() - started).toBeLessThan(10_000);
});

test("RS-234 a retraction names its source by address, DOI, digest or id", () => {
  const [paper, page] = [
    written("paper-2024-7", "x", { uri: "https://doi.org/10.1234/abc.5" }).source,
    written("p", "y", { uri: "https://www.x.example/report/" }).source,
  ];
  const names = namesOf([paper, page]);
  const found = (text: string): readonly string[] =>
    retractionsIn(text, 0, text.length, "own", names).flatMap(({ sources }) => sources);
  expect(found("Note. The paper (doi:10.1234/ABC.5) was retracted in May. More.")).toEqual(["paper-2024-7"]);
  expect(found("http://x.example/report#top has been withdrawn.")).toEqual(["p"]);
  expect(found("Erratum for paper-2024-7, table 2.")).toEqual(["paper-2024-7"]);
  expect(found(`Retraction of ${page.digest}.`)).toEqual(["p"]);
  expect(found("This report has been withdrawn.")).toEqual(["own"]);
  expect(found("The paper 10.1234/abc.5 was not retracted.")).toEqual([]);
  expect(found("We corrected for length as in https://x.example/report.")).toEqual([]);
  expect(found("The source p was retracted.")).toEqual([]);
  expect(found("Something else was retracted. See 10.1234/abc.5.")).toEqual([]);
});

test("RS-234 a text without the end of a sentence is not gone through again for each of its passages", () => {
  const [text, names] = ["concern retracted ".repeat(1_000_000), namesOf([written("paper-2024-7", "x", {}).source])];
  const started = performance.now();
  for (let from = 0; from < text.length; from += 600)
    expect(retractionsIn(text, from, from + 600, "own", names)).toEqual([]);
  expect(performance.now() - started).toBeLessThan(5_000);
  const named = `${"a ".repeat(2000)}paper-2024-7 was retracted ${"b ".repeat(2000)}. The end.`;
  expect(retractionsIn(named, 4000, 4600, "own", names)).toMatchObject([{ sources: ["paper-2024-7"], offset: 4000 }]);
});

test("RS-235 by what a sentence speaks follows from kind and origin, and doubt about the maker gives the smaller weight", () => {
  const owners = ownersOf(
    { id: "example-lab/model", name: "Model", parents: [{ id: "base-co/base", level: "ASL-2" }] },
    ["Holding GmbH"],
  );
  const of = (originOrg: string, kind = "report" as const) => sayingMethod({ originOrg, kind }, owners);
  expect(["Example Lab", "Base Co.", "holding", "Institute"].map((org) => of(org))).toEqual([
    "first-party-report",
    "first-party-report",
    "first-party-report",
    "third-party-report",
  ]);
  expect(sayingMethod({ originOrg: "Institute", kind: "web-page" }, owners)).toBe("statement");
  expect(
    sayingMethod({ originOrg: "Institute", kind: "report" }, ownersOf({ id: "model", name: "Model", parents: [] }, [])),
  ).toBe("first-party-report");
});

test("RS-235 what the subject says of itself, in a log or under its own name, supports nothing and may refute", () => {
  const owners = ownersOf({ id: "example-lab/model", name: "Model X", parents: [] }, []);
  const stances = (text: string, rest: object): readonly string[] => {
    const { source } = written("s-1", text, rest);
    const candidate = { text: { source, text: { text, isMarkup: false } }, window: { from: 0, to: text.length } };
    return confirmVerbatim(claim("c-1", CLAIM), [candidate], owners).map(({ stance }) => stance);
  };
  expect(stances(CLAIM, { originOrg: "model x" })).toEqual([]);
  expect(stances(CLAIM, { kind: "evaluation-log" })).toEqual([]);
  expect(stances(`It is false that ${CLAIM}`, { originOrg: "Model X" })).toEqual(["refutes"]);
  expect(stances(CLAIM, {})).toEqual(["supports"]);
});

test("RS-236 a supporting link is held to what its source can be, and a dossier's word for a rule is dropped", () => {
  const owners = ownersOf({ id: "example-lab/model", name: "Model", parents: [] }, []);
  const { source: report } = written("r", "x", { originOrg: "Example Lab" });
  const { source: log } = written("l", "x", { kind: "evaluation-log" });
  expect(
    heldToSource(link("c", "r", "x", { method: "reproduction", confirmedBy: "rule:figure" }), report, owners, true),
  ).toMatchObject({
    method: "first-party-report",
    confirmedBy: null,
  });
  const measured = link("c", "l", "x", { method: "measurement" });
  expect(heldToSource(measured, log, owners, true).method).toBe("measurement");
  // A kind is the dossier's word: what is no log of a run that was counted measures nothing.
  expect(heldToSource(measured, log, owners, false).method).toBe("third-party-report");
  const against = link("c", "r", "x", { stance: "refutes", method: "reproduction", confirmedBy: "rule:figure" });
  expect(heldToSource(against, report, owners, false)).toEqual(against);
});

test.each([
  ["reproduction", "Example Lab", true, "measurement"],
  ["reproduction", "Institute", true, "reproduction"],
  ["reproduction", "Institute", false, "third-party-report"],
  ["measurement", "Example Lab", false, "first-party-report"],
  ["measurement", "Institute", true, "measurement"],
  ["third-party-report", "Example Lab", true, "first-party-report"],
  ["third-party-report", "Institute", true, "third-party-report"],
  ["statement", "Example Lab", true, "statement"],
] as const)("RS-236 a %s by %s (a counted log: %s) counts as %s", (method, originOrg, isCountedLog, held) => {
  const owners = ownersOf({ id: "example-lab/model", name: "Model", parents: [] }, []);
  const { source } = written("l", "x", { kind: "evaluation-log", originOrg });
  expect(heldToSource(link("c", "l", "x", { method }), source, owners, isCountedLog).method).toBe(held);
});

test.each([
  ["third-party-report", "first-party-report"],
  ["reproduction", "measurement"],
  ["measurement", "measurement"],
] as const)("RS-236 RS-235 where nobody says who made the subject, a %s counts as %s", (method, held) => {
  const owners = ownersOf({ id: "model", name: "Model", parents: [] }, []);
  const { source } = written("l", "x", { kind: "evaluation-log", originOrg: "Institute" });
  expect(heldToSource(link("c", "l", "x", { method }), source, owners, true).method).toBe(held);
});

test("RS-236 what a dossier calls anything but a log measures nothing, whatever run has its bytes", () => {
  const owners = ownersOf({ id: "example-lab/model", name: "Model", parents: [] }, []);
  const { source } = written("r", "x", { kind: "report" });
  expect(heldToSource(link("c", "r", "x", { method: "measurement" }), source, owners, true).method).toBe(
    "third-party-report",
  );
});
