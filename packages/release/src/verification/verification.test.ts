import { readFileSync } from "node:fs";
import { digestOf, utf8 } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import type { Claim } from "../dossier/claim.ts";
import type { EvidenceLink } from "../dossier/evidence-link.ts";
import type { Source } from "../dossier/source.ts";
import type { Level } from "../policy/level.ts";
import { readPolicy } from "../policy/policy.ts";
import { admissibleSources, sourcesLeft } from "./admissible-sources.ts";
import { canonicalUri, registrableHost } from "./canonical-uri.ts";
import { coverageOf, precisionText } from "./coverage.ts";
import type { ExaminedLink, ExaminedSource, Exhibits } from "./exhibit.ts";
import { judgeClaims, type JudgingFacts } from "./judge-claims.ts";
import { type VerificationFacts, voteVerification } from "./vote-verification.ts";

const { verification: policy } = readPolicy(
  JSON.parse(readFileSync(new URL("../../policy/release-policy.json", import.meta.url), "utf8")),
);
const DAY_MS = 86_400_000;
const NOW_MS = 1_000 * DAY_MS;

const sourceOf = (name: string, change: Partial<Source> = {}): Source => ({
  id: name,
  kind: "report",
  originOrg: name,
  independenceGroup: name,
  uri: `https://example.org/${name}`,
  retrievedAtMs: NOW_MS,
  publishedAtMs: NOW_MS,
  file: `sources/${name}.txt`,
  bytes: 1,
  digest: digestOf(utf8(name)),
  mediaType: "text/plain",
  ...change,
});
const examined = (source: Source, change: Partial<ExaminedSource> = {}): ExaminedSource => ({
  source,
  isWhole: true,
  intake: "pass",
  copyGroup: source.id,
  ...change,
});
const linkOf = (claim: string, source: string, change: Partial<EvidenceLink> = {}): EvidenceLink => ({
  claim,
  source,
  offset: null,
  quote: "What is said here was seen.",
  stance: "supports",
  method: "measurement",
  confirmedBy: "rule",
  ...change,
});
const found = (link: EvidenceLink, change: Partial<ExaminedLink> = {}): ExaminedLink => ({
  link,
  isQuoteFound: true,
  isOfRepair: false,
  ...change,
});
const claimOf = (id: string, material = true): Claim => ({
  id,
  text: id,
  kind: "safeguard",
  material,
  domain: null,
  threshold: null,
  figure: null,
  shows: [],
});
const names = (count: number): string[] => Array.from({ length: count }, (_, place) => `s${place}`);
const exhibitsOf = (sources: readonly ExaminedSource[], links: readonly ExaminedLink[]): Exhibits => ({
  sources,
  links,
  nowMs: NOW_MS,
});

const judge = (exhibits: Exhibits, change: Partial<JudgingFacts> = {}) =>
  judgeClaims({
    claims: [claimOf("c")],
    exhibits,
    level: "ASL-2",
    policy,
    repairs: new Map(),
    defective: new Set(),
    ...change,
  });

const counting = { claims: [claimOf("c")], policy };
const countedIn = (exhibits: Exhibits) => admissibleSources(exhibits, counting);

const cited = (count: number, change: (name: string) => Partial<Source> = () => ({})): Exhibits =>
  exhibitsOf(
    names(count).map((name) => examined(sourceOf(name, change(name)))),
    names(count).map((name) => found(linkOf("c", name))),
  );

test("A11 RS-24 forty copies, and forty addresses with one body, are one source", () => {
  expect(countedIn(cited(40))).toHaveLength(40);
  expect(countedIn(cited(40, () => ({ digest: digestOf(utf8("same")) })))).toHaveLength(1);
  expect(countedIn(cited(40, () => ({ uri: "https://example.org/one" })))).toHaveLength(1);
  expect(canonicalUri("http://www.example.org/a/?utm_source=x&b=1#top")).toBe(
    canonicalUri("https://example.org/a?b=1"),
  );
});

test.each<[string, Exhibits]>([
  ["that no quotation cites", exhibitsOf([examined(sourceOf("s"))], [])],
  [
    "whose quotation is not in it",
    exhibitsOf([examined(sourceOf("s"))], [found(linkOf("c", "s"), { isQuoteFound: false })]),
  ],
  ["that is damaged", exhibitsOf([examined(sourceOf("s"), { isWhole: false })], [found(linkOf("c", "s"))])],
  ["that is quarantined", exhibitsOf([examined(sourceOf("s"), { intake: "quarantine" })], [found(linkOf("c", "s"))])],
])("A12 RS-24 a source %s does not count, and supports nothing", (_, exhibits) => {
  expect(countedIn(exhibits)).toEqual([]);
  expect(judge(exhibits)[0]).toMatchObject({ status: "UNRESOLVED_VOID_APPENDIX", after: { support: 0 } });
});

test.each([
  ["confirmed and fresh", {}, 8_000],
  ["not confirmed", { confirmedBy: null }, 0],
  ["a model's opinion", { method: "llm-opinion" as const }, 0],
  ["a statement", { method: "statement" as const }, 2_000],
])("RS-25 a supporting link that is %s weighs %o as %i", (_, change, weight) => {
  const exhibits = exhibitsOf([examined(sourceOf("s"))], [found(linkOf("c", "s", change))]);
  expect(judge(exhibits)[0]?.after.support).toBe(weight);
});

test.each([
  [365, 8_000],
  [366, 4_000],
  [730, 4_000],
  [731, 0],
  [-1, 0],
])("RS-26 a report of %i days supports with %i", (days, weight) => {
  const source = sourceOf("s", { publishedAtMs: NOW_MS - days * DAY_MS });
  expect(judge(exhibitsOf([examined(source)], [found(linkOf("c", "s"))]))[0]?.after.support).toBe(weight);
});

test("A18 RS-27 what speaks against a claim keeps its weight when its source is damaged, old, quarantined or gone", () => {
  const against = found(linkOf("c", "r", { stance: "refutes", confirmedBy: null }), { isQuoteFound: false });
  const refuting = sourceOf("r", { publishedAtMs: 0 });
  for (const sources of [
    [examined(refuting, { isWhole: false })],
    [examined(refuting, { intake: "quarantine" })],
    [],
  ]) {
    expect(judge(exhibitsOf(sources, [against]))[0]).toMatchObject({ status: "REFUTED", after: { refutation: 8_000 } });
  }
});

test("RS-28 models speak with one voice, and only against", () => {
  const opinions = names(30).map((name) => found(linkOf("c", name, { stance: "refutes", method: "llm-opinion" })));
  expect(
    judge(
      exhibitsOf(
        names(30).map((name) => examined(sourceOf(name))),
        opinions,
      ),
    )[0]?.after.refutation,
  ).toBe(2_000);
});

test("A15 A16 RS-29 repaired is what new links lift over the line; what they refute never is", () => {
  const sources = ["s", "t"].map((name) => examined(sourceOf(name)));
  const weak = found(linkOf("c", "s", { method: "first-party-report" }));
  const more = found(linkOf("c", "t"), { isOfRepair: true });
  expect(judge(exhibitsOf(sources, [weak, more]))[0]).toMatchObject({ status: "REPAIRED", before: { score: 4_000 } });
  expect(judge(exhibitsOf(sources, [weak]))[0]).toMatchObject({
    status: "UNRESOLVED_VOID_APPENDIX",
    cause: "NO_EVIDENCE",
  });
  const against = found(linkOf("c", "t", { stance: "refutes" }), { isOfRepair: true });
  expect(judge(exhibitsOf(sources, [weak, against]))[0]?.status).toBe("REFUTED");
});

test("RS-30 from ASL-4 a material claim needs two independent groups", () => {
  const one = cited(1);
  const two = cited(2);
  const statusAt = (exhibits: Exhibits, level: Level) => judge(exhibits, { level })[0]?.status;
  expect([statusAt(one, "ASL-3"), statusAt(one, "ASL-4"), statusAt(two, "ASL-4")]).toEqual([
    "VERIFIED",
    "UNRESOLVED_VOID_APPENDIX",
    "VERIFIED",
  ]);
  expect(judge(one, { level: "ASL-4", claims: [claimOf("c", false)] })[0]?.status).toBe("VERIFIED");
});

test("A65 RS-31 a defect of argument that is not cured leaves a claim unverified", () => {
  expect(judge(cited(2), { defective: new Set(["c"]) })[0]).toMatchObject({ cause: "ARGUMENT_DEFECT" });
});

/** Claims of which all but some are carried by one measurement each, under two groups. */
function verified(count: number, open: number): ReturnType<typeof judgeClaims> {
  const claims = names(count).map((name) => claimOf(name));
  const links = claims.slice(open).flatMap(({ id }) => ["a", "b"].map((source) => found(linkOf(id, source))));
  const exhibits = exhibitsOf(
    ["a", "b"].map((name) => examined(sourceOf(name))),
    links,
  );
  return judge(exhibits, { claims, level: "ASL-4" });
}

const facts = (change: Partial<VerificationFacts> = {}): VerificationFacts => ({
  claims: verified(10, 0),
  admissible: countedIn(cited(40)),
  left: sourcesLeft(cited(40), counting),
  isNameless: false,
  quarantinedShare: 0,
  hostileText: [],
  defects: [],
  isSearched: true,
  isRepairOn: true,
  level: "ASL-2",
  policy,
  ...change,
});
const vote = (change: Partial<VerificationFacts>) => {
  const { colour, reasons } = voteVerification(facts(change));
  return [colour, ...reasons.map(({ code }) => code)];
};

test("A10 RS-32 forty admissible sources pass, thirty-nine do not", () => {
  const fewer = countedIn(cited(39));
  expect(vote({})).toEqual(["GREEN"]);
  expect(vote({ admissible: fewer })).toEqual(["YELLOW", "CONDITION_SOURCES_TO_ADD"]);
  expect(vote({ admissible: fewer, level: "ASL-4" })).toEqual(["RED", "UNPROVEN_SOURCE_MINIMUM"]);
});

test("A17 RS-33 at ASL-4 one open claim of 500 is Red, one of 1000 Yellow and in the appendix", () => {
  const [few, many] = [verified(500, 1), verified(1_000, 1)];
  expect([coverageOf(few).share, coverageOf(many).share]).toEqual([9_980, 9_990]);
  expect(vote({ claims: few, level: "ASL-4" })).toEqual(["RED", "UNPROVEN_COVERAGE_KPI"]);
  expect(vote({ claims: many, level: "ASL-4" })).toEqual(["YELLOW", "CONDITION_CLAIM_TO_RESOLVE"]);
  expect(many.filter(({ cause }) => cause === "NO_EVIDENCE")).toHaveLength(1);
});

test("A13 RS-34 every claim ends in one of four places", () => {
  const judged = verified(200, 17);
  const counts = Map.groupBy(judged, ({ status }) => status);
  expect(counts.get("VERIFIED")).toHaveLength(183);
  expect(counts.get("UNRESOLVED_VOID_APPENDIX")).toHaveLength(17);
  expect([...counts.values()].flat()).toHaveLength(200);
});

test.each([
  [{ claims: [] }, "UNPROVEN_NO_CLAIMS"],
  [{ isSearched: false }, "UNPROVEN_T_EXHAUSTED"],
  [{ hostileText: ["mission"] }, "VIOLATION_INPUT"],
  [{ isRepairOn: false, level: "ASL-4" as const }, "UNPROVEN_COVERAGE_KPI"],
])("A73 RS-35 %o is Red: %s", (change, code) => {
  expect(vote(change)).toEqual(["RED", code]);
});

test("A73 RS-35 below ASL-4 the repair may be off, and few quarantined sources change nothing", () => {
  expect(vote({ isRepairOn: false })).toEqual(["GREEN"]);
  expect(vote({ quarantinedShare: 1_000 })).toEqual(["GREEN"]);
  expect(vote({ quarantinedShare: 1_001 })).toEqual(["YELLOW", "CONDITION_SOURCES_TO_ADD"]);
});

test("A19 RS-36 what is demonstrated needs 2 995 verdicts that were checked again and held", () => {
  expect(precisionText({ checked: 2_994, held: 2_994 })).toBe(
    "2994 of 2994 verdicts held when checked again; lower bound 99.89 %",
  );
  expect(precisionText({ checked: 2_995, held: 2_995 })).toMatch(/^99\.9 % demonstrated/);
  expect(precisionText({ checked: 2_995, held: 2_994 })).not.toMatch(/demonstrated/);
  expect(precisionText({ checked: 0, held: 0 })).toBe("no verdict was checked again");
});

test.each<[string, Partial<Source>, Partial<EvidenceLink>, Partial<ExaminedSource>]>([
  ["that is another's text but for a blank", {}, {}, { copyGroup: "s0" }],
  ["quoted with one letter", {}, { quote: "e" }, {}],
  ["quoted with nineteen letters and a hidden sign", {}, { quote: `${"e".repeat(19)}\u3164` }, {}],
  ["quoted for a claim that does not exist", {}, { claim: "no-such-claim" }, {}],
  ["of 1970", { publishedAtMs: 0 }, {}, {}],
  ["of the future", { publishedAtMs: NOW_MS + 1 }, {}, {}],
  ["that says a rule of figures let it in", {}, { quote: "e", stance: "context", confirmedBy: "rule:figure" }, {}],
])("RS-446 A10 a fortieth source %s does not count", (_, change, quoted, looked) => {
  const { sources, links } = cited(39);
  const more = exhibitsOf(
    [...sources, examined(sourceOf("x", change), looked)],
    [...links, found(linkOf("c", "x", quoted))],
  );
  expect(countedIn(more)).toHaveLength(39);
  const { unquoted, ...left } = sourcesLeft(more, counting);
  expect(Object.values(left).reduce((sum, count) => sum + count, unquoted.length)).toBe(1);
});

test("RS-446 an id that two sources bear counts for neither, in either order", () => {
  const { sources, links } = cited(40);
  const twin = examined(sourceOf("s0", { digest: digestOf(utf8("unquoted")), uri: null }), { copyGroup: "t" });
  expect(countedIn(exhibitsOf([twin, ...sources], links))).toHaveLength(39);
  expect(countedIn(exhibitsOf([...sources, twin], links))).toHaveLength(39);
});

test("RS-446 a second source of one organisation counts, and adds no group", () => {
  const house = { originOrg: "One House", independenceGroup: "g" };
  const two = cited(2, () => house);
  expect(countedIn(two)).toHaveLength(2);
  expect(judge(two, { level: "ASL-4" })[0]).toMatchObject({ after: { supportingGroups: 1 }, cause: "NO_EVIDENCE" });
});

test("RS-447 a quotation of fewer than twenty letters supports nothing, and refutes in full", () => {
  const scoreOf = (change: Partial<EvidenceLink>) =>
    judge(exhibitsOf([examined(sourceOf("s"))], [found(linkOf("c", "s", change))]))[0]?.after;
  expect(scoreOf({ quote: "e".repeat(19) })?.support).toBe(0);
  expect(scoreOf({ quote: `${"1".repeat(40)} ${"e".repeat(19)}` })?.support).toBe(0);
  expect(scoreOf({ quote: "e".repeat(20) })?.support).toBe(8_000);
  expect(scoreOf({ quote: '{"success":true}', confirmedBy: "rule:figure" })?.support).toBe(8_000);
  expect(scoreOf({ quote: "e", stance: "refutes" })?.refutation).toBe(8_000);
});

test.each([
  ["https://one.example/%70age", "http://ONE.example./page/"],
  ["https://one.example//a///b", "https://www.one.example/a/b"],
  ["https://one.example/a?sessionid=1&b=2", "https://one.example/a?b=2&PHPSESSID=9"],
  ["https://one.example/a;jsessionid=1", "https://one.example/a"],
  ["https://one.example/%zz/%70age", "https://one.example/%zz/page"],
  ["https://one.example/%ff/%70age", "https://one.example/%FF/page"],
])("RS-448 %s and %s are one address", (one, other) => {
  expect(canonicalUri(one)).toBe(canonicalUri(other));
});

test("RS-448 an escape that is none, and an address that is none, stand as they are", () => {
  expect(canonicalUri("https://one.example/%zz")).toBe("one.example/%zz");
  expect(canonicalUri("no address")).toBe("no address");
  expect(registrableHost("no address")).toBeNull();
});

test.each([
  ["https://a.b.one.example./x", "one.example"],
  ["https://www.one.co.uk/x", "one.co.uk"],
  ["https://two.ac.jp/", "two.ac.jp"],
  ["https://one.com.example/", "com.example"],
  ["http://localhost:1/", "localhost"],
  ["http://127.0.0.1/", "127.0.0.1"],
  ["http://[::1]/", "[::1]"],
])("RS-449 the house of %s is %s", (uri, host) => {
  expect(registrableHost(uri)).toBe(host);
});
