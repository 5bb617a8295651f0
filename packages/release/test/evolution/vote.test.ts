import fc from "fast-check";
import { expect, test } from "vitest";
import { digestOf, utf8 } from "@plimsoll/foundation";
import { isGreener } from "../../src/decision/colour.ts";
import { faultOf, type Vote } from "../../src/decision/vote.ts";
import { evolve } from "../../src/evolution/evolve.ts";
import { integrityFaults } from "../../src/evolution/integrity-faults.ts";
import { type EvolutionVoteFacts, voteEvolution } from "../../src/evolution/vote-evolution.ts";
import type { ReleaseRecord } from "../../src/record/record.ts";
import {
  caseFacts,
  DAY_MS,
  judged,
  NOW_MS,
  recount,
  riskOf,
  safeguard,
  said,
  starters,
  unchanged,
  voteFacts,
} from "./case-facts.ts";

const drill = { id: "d", atMs: NOW_MS, index: 9_000, result: "passed" as const, source: "s" };
/** Everything that the shipped rules of one risk in cyber ask for at any level. */
const whole = caseFacts({
  claims: [judged("c"), judged("k", { kind: "control" }), judged("m", { kind: "governance", domain: "misalignment" })],
  drills: [drill],
});

test.each(["ASL-1", "ASL-3", "ASL-4", "ASL-5", "BEYOND"] as const)(
  "RS-211 at %s a case whose safeguards are shown is Green",
  (level) => {
    expect(said(voteFacts({ ...whole, level }))).toEqual(["GREEN"]);
  },
);

test.each<[string, Partial<EvolutionVoteFacts>, string]>([
  ["a broken log", { chainFaults: ["Record 3 stands at place 2."] }, "VIOLATION_CHAIN_BROKEN"],
  ["a damaged source", { damagedSources: ["s-1"] }, "VIOLATION_CHAIN_BROKEN"],
  ["a change without its lock", { unlockedChanges: ["policy 1.1.0"] }, "VIOLATION_SELF_CHANGE_UNLOCKED"],
  ["no plan", { plan: null }, "UNPROVEN_VOTE_MISSING"],
  ["an earlier evaluation that was not reflected on", { unreflected: ["evaluation-1"] }, "UNPROVEN_VOTE_MISSING"],
])("RS-212 %s is Red at every level", (_, change, code) => {
  for (const level of ["ASL-1", "ASL-4", "BEYOND"] as const)
    expect(said(voteFacts({ ...whole, level }, change))).toEqual(["RED", code]);
});

test("RS-213 a safeguard that was refuted is Red at every level, one that is not shown Yellow", () => {
  const refuted = { ...whole, claims: [...whole.claims, judged("x", {}, "REFUTED")] };
  const open = { ...whole, claims: whole.claims.slice(1) };
  for (const level of ["ASL-1", "ASL-4", "BEYOND"] as const) {
    expect(said(voteFacts({ ...refuted, level }))).toEqual(["RED", "VIOLATION_SAFEGUARD_FAILED"]);
    expect(said(voteFacts({ ...open, level }))).toEqual(["YELLOW", "CONDITION_SAFEGUARD_TO_SHOW"]);
  }
});

test("RS-214 a safeguard is asked for from its level on, whoever names it", () => {
  const facts = caseFacts({ level: "ASL-3" });
  expect(said(voteFacts(facts))).toEqual(["GREEN"]);
  expect(said(voteFacts({ ...facts, level: "ASL-4" }))).toEqual(["YELLOW", "CONDITION_SAFEGUARD_TO_SHOW"]);
  expect(said(voteFacts({ ...facts, risks: [], openDomains: ["cyber"], claims: [] }))).toEqual([
    "YELLOW",
    "CONDITION_SAFEGUARD_TO_SHOW",
  ]);
});

test("RS-214 every reason says what closes it", () => {
  const { reasons } = voteEvolution(voteFacts({ ...whole, claims: [], drills: [], level: "BEYOND" }));
  expect(reasons.map(({ records, wouldChange }) => [records[0], wouldChange])).toEqual([
    ["cyber-misuse-limit", "A carried material claim of kind safeguard in cyber."],
    ["cyber-weight-security", "A carried material claim of kind control in cyber."],
    ["misalignment-review", "A carried material claim of kind governance in misalignment."],
  ]);
});

const castOf = (facts: EvolutionVoteFacts): Vote => {
  const digest = digestOf(utf8("x"));
  const { colour, reasons } = voteEvolution(facts);
  return {
    layer: "L4",
    colour,
    reasons,
    dossier: digest,
    policy: digest,
    implementation: digest,
    castAtMs: 0,
    expiresAtMs: 2,
  };
};
const ballot = { dossier: digestOf(utf8("x")), policy: digestOf(utf8("x")), nowMs: 1 };

test("RS-215 its vote counts, whatever text the log and the rules bring and however many they are", () => {
  const hostile = `a\u0000b${"x".repeat(5_000)}`;
  const many = Array.from({ length: 5_000 }, (_, place) => safeguard(`s${place}`, { hazard: "h".repeat(2_000) }));
  const facts = voteFacts({ ...whole, claims: [] }, { chainFaults: [hostile, hostile], unlockedChanges: [hostile] });
  expect(faultOf(castOf(facts), ballot)).toBeNull();
  const crowded = { ...facts, cycle: { ...facts.cycle, safeguards: many }, damagedSources: many.map(({ id }) => id) };
  expect(faultOf(castOf(crowded), ballot)).toBeNull();
  expect(castOf(crowded).colour).toBe("RED");
});

test("RS-215 what failed is told before what is open, so that no crowd hides it", () => {
  const crowd = Array.from({ length: 2_000 }, (_, place) => safeguard(`s${place}`, { requirement: { need: "drill" } }));
  const facts = voteFacts({ ...whole, drills: [], claims: [judged("x", {}, "REFUTED")] });
  const cycle = { ...facts.cycle, safeguards: [...crowd, safeguard("failed")] };
  expect(voteEvolution({ ...facts, cycle }).reasons[0]).toMatchObject({
    code: "VIOLATION_SAFEGUARD_FAILED",
    records: ["failed"],
  });
});

const subsets = fc.record({
  claims: fc.subarray([
    ...whole.claims,
    judged("f", { figure: { evaluation: "e", comparator: "at least", share: 1 } }),
  ]),
  recounts: fc.subarray([recount("e", 1, 2)]),
  readings: fc.subarray([{ signal: "pause-latency", valueMicro: 2_000_000, atMs: NOW_MS }]),
  drills: fc.subarray([drill, { ...drill, atMs: NOW_MS - 40 * DAY_MS }]),
});
const asked = [
  ...starters,
  safeguard("e1", { requirement: { need: "evaluation", evaluation: "e" } }),
  safeguard("e2", {
    trigger: { on: "evaluation", evaluation: "e", comparator: "at least", share: 9_000 },
    requirement: { need: "drill" },
  }),
  safeguard("p1", { requirement: { need: "signal", signal: "pause-latency" } }),
  safeguard("p2", {
    trigger: { on: "signal", signal: "pause-latency", comparator: "at least", valueMicro: 9_000_000 },
    requirement: { need: "claim", kind: "control", domain: "cyber" },
  }),
];
const levels = fc.constantFrom("ASL-1", "ASL-4", "ASL-5", "BEYOND");

test("RS-216 evidence that is taken away never makes it greener: claims that hold, counts, readings, drills", () => {
  const everything = {
    claims: whole.claims,
    recounts: [recount("e", 1, 2)],
    readings: [{ signal: "pause-latency", valueMicro: 2_000_000, atMs: NOW_MS }],
    drills: [drill],
  };
  fc.assert(
    fc.property(subsets, levels, (some, level) => {
      const full = {
        ...caseFacts({ ...everything, level: level as never }),
        claims: [...whole.claims, judged("f", { figure: { evaluation: "e", comparator: "at least", share: 1 } })],
      };
      const [before, after] = [full, { ...full, ...some }].map(
        (facts) => voteEvolution(voteFacts(facts, {}, asked)).colour,
      );
      return !isGreener(after!, before!);
    }),
    { numRuns: 500 },
  );
});

test("RS-216 a higher level is never greener", () => {
  const order = ["ASL-1", "ASL-2", "ASL-3", "ASL-4"] as const;
  fc.assert(
    fc.property(subsets, fc.nat(2), fc.boolean(), (some, place, isNamed) => {
      const own = caseFacts({ ...some, risks: [riskOf("r", isNamed ? {} : { safeguards: [] })] });
      const [lower, higher] = [order[place]!, order[place + 1]!].map(
        (level) => voteEvolution(voteFacts({ ...own, level }, {}, asked)).colour,
      );
      return !isGreener(higher!, lower!);
    }),
    { numRuns: 500 },
  );
});

const record = (sequence: number, change: Partial<ReleaseRecord> = {}): ReleaseRecord => ({
  spec: "rsp",
  sequence,
  atMs: NOW_MS,
  at: NOW_MS,
  kind: "vote.cast",
  subject: null,
  evaluation: null,
  body: digestOf(utf8(`${sequence}`)),
  ...change,
});
const log = [
  record(0, { kind: "site.opened" }),
  record(1, { kind: "evaluation.opened", evaluation: "evaluation-1" }),
  record(2, { evaluation: "evaluation-1" }),
  record(3, { kind: "decision.made", evaluation: "evaluation-1" }),
];
const blobs = log.map(({ body }) => ({ digest: body, isPresent: true, isRight: true }));

test("RS-217 a site that is whole has no fault", () => {
  expect(integrityFaults(log, blobs, [])).toEqual([]);
});

test.each<[string, Parameters<typeof integrityFaults>]>([
  ["an empty log", [[], [], []]],
  ["a record taken out", [log.toSpliced(1, 1), blobs, []]],
  ["records in another order", [log.toReversed(), blobs, []]],
  ["a time that runs back", [log.with(2, { ...log[2]!, at: NOW_MS - 1 }), blobs, []]],
  ["a body that nobody looked at", [log, blobs.slice(1), []]],
  ["a blob that is gone", [log, blobs.map((blob, place) => (place === 2 ? { ...blob, isPresent: false } : blob)), []]],
  ["a blob that is changed", [log, blobs.map((blob, place) => (place === 2 ? { ...blob, isRight: false } : blob)), []]],
  ["a link to nothing", [log, blobs, ["evaluation-1 cites a source that is not there."]]],
  ["an evaluation that was not opened", [[log[0]!, record(1, { evaluation: "evaluation-9" })], blobs, []]],
  [
    "a second decision",
    [[...log, record(4, { kind: "decision.made", evaluation: "evaluation-1", body: log[0]!.body })], blobs, []],
  ],
])("RS-217 %s is a fault, and makes L4 Red", (_, [records, found, dangling]) => {
  const chainFaults = integrityFaults(records, found, dangling);
  expect(chainFaults.length).toBeGreaterThan(0);
  expect(said(voteFacts(whole, { chainFaults }))).toEqual(["RED", "VIOLATION_CHAIN_BROKEN"]);
});

test("A18 RS-217 nothing is fused on damaged data, and its risk stays without a safeguard", () => {
  const own = caseFacts({ ...whole, level: "ASL-5", risks: [riskOf("new", { safeguards: [] })] });
  const cycleWith = (chainFaults: readonly string[]) =>
    evolve(own, { safeguards: starters, chainFaults, oscillating: [] }, unchanged);
  expect(cycleWith([]).risks[0]?.state).toBe("fused");
  const damaged = cycleWith(["The log holds nothing."]);
  expect(damaged).toMatchObject({ fusions: [{ result: "REJECTED" }], risks: [{ state: "unmapped" }] });
  expect(damaged.safeguards).toEqual(starters);
});
