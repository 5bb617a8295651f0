import { expect, test } from "vitest";
import type { Telemetry } from "../../src/dossier/telemetry.ts";
import type { EvaluationInput } from "../../src/evaluation/evaluation-input.ts";
import { decided, goldenInput, judged, NOW_MS, rank, withDossier, withExamination, withSite } from "./rig.ts";

const HOUR_MS = 3_600_000;

const small = goldenInput("g1");
const signals = judged(small).judged.stability.rules.map(({ signal }) => signal);

const keeping = (input: EvaluationInput, keep: (reading: Telemetry) => boolean): EvaluationInput =>
  withDossier(input, { telemetry: input.dossier.telemetry.filter(keep) });

const fallen = (index: number): EvaluationInput => withSite(small, { series: [index], seriesAtMs: NOW_MS - HOUR_MS });

/** A case, and the same with each signal silent in turn, and with all of them. */
const silenced = (input: EvaluationInput): readonly EvaluationInput[] => [
  ...signals.map((silent) => keeping(input, ({ signal }) => signal !== silent)),
  keeping(input, () => false),
];

test.each([
  [2_000, 2_200, "RED"],
  [4_000, 4_200, "YELLOW"],
])("RS-49 RS-394 the log's index of %i limits the rise whatever is read today", (before, after, colour) => {
  const input = fallen(before);
  expect(judged(input).judged.stability.index).toBe(after);
  expect(decided(input).votes.L2).toBe(colour);
  for (const silent of silenced(input)) {
    expect(judged(silent).judged.stability.readIndex).toBe(after);
    expect(rank(decided(silent).votes.L2)).toBeLessThanOrEqual(rank(decided(input).votes.L2));
  }
});

test("RS-49 RS-394 an index of the same weights under another name limits it too", () => {
  const input = withSite(small, { kinSeries: [{ series: [1_000], atMs: NOW_MS - HOUR_MS }] });
  for (const each of [input, ...silenced(input)]) expect(decided(each).votes.L2).toBe("RED");
});

test("RS-394 what a signal said before it fell silent is not forgotten", () => {
  const [silent] = signals as [string];
  const { stability } = small.policy;
  const rules = stability.signals.map((rule) => (rule.signal === silent ? { ...rule, maxAgeMs: 2 * HOUR_MS } : rule));
  const badMicro = rules.find(({ signal }) => signal === silent)?.badMicro ?? 0;
  const own = small.dossier.telemetry.find(({ signal }) => signal === silent) as Telemetry;
  const bad = { ...own, valueMicro: badMicro, atMs: NOW_MS - 5 * HOUR_MS };
  const rest = small.dossier.telemetry.filter(({ signal }) => signal !== silent);
  const input = withDossier(
    { ...small, policy: { ...small.policy, stability: { ...stability, signals: rules } } },
    { telemetry: [bad, ...rest] },
  );
  const { readIndex, readRaw, raw } = judged(input).judged.stability;
  expect(raw.unread).toEqual([silent]);
  expect(readRaw).toBeGreaterThan(stability.resume);
  // Stale after two hours: until three hours ago it was read, and bad.
  expect(readIndex).toBe(3 * stability.passiveRecovery);
  expect(decided(input).votes.L2).toBe("RED");
});

test("RS-46 without anything against the subject an unread signal is Yellow below ASL-4, and no more", () => {
  for (const each of silenced(small)) expect(decided(each).votes.L2).toBe("YELLOW");
});

type Examined = EvaluationInput["examination"]["sources"][number];

test.each<[string, (source: Examined) => Examined | null]>([
  ["is damaged", (source) => ({ ...source, isWhole: false })],
  ["is quarantined", (source) => ({ ...source, intake: { ...source.intake, verdict: "quarantine" } })],
  ["is blocked", (source) => ({ ...source, intake: { ...source.intake, verdict: "block" } })],
  ["is not there", () => null],
])("RS-394 a reading whose source %s was not read", (_, harmed) => {
  const [signal] = signals as [string];
  const sources = new Set(small.dossier.telemetry.filter((each) => each.signal === signal).map(({ source }) => source));
  const own = small.dossier.telemetry.map((each) => (each.signal === signal ? { ...each, source: "apart" } : each));
  const [shape] = small.examination.sources.filter(({ source }) => sources.has(source.id)) as [Examined];
  const apart = { ...shape, source: { ...shape.source, id: "apart" } };
  const given = (source: Examined | null): EvaluationInput =>
    withExamination(withDossier(small, { telemetry: own }), {
      sources: [...small.examination.sources, ...(source === null ? [] : [source])],
    });
  expect(judged(given(apart)).judged.stability.raw.unread).toEqual([]);
  expect(judged(given({ ...apart, intake: { ...apart.intake, verdict: "note" } })).judged.stability.raw.unread).toEqual(
    [],
  );
  expect(judged(given(harmed(apart))).judged.stability.raw.unread).toEqual([signal]);
});

test("RS-394 from reading to reading the index rises by one cycle's recovery an hour", () => {
  const { stability } = small.policy;
  const [signal] = signals as [string];
  const rule = stability.signals.find((each) => each.signal === signal);
  const bad = rule?.badMicro ?? 0;
  const [own] = small.dossier.telemetry.filter((each) => each.signal === signal) as [Telemetry];
  const since = (hours: number) => {
    const badMs = NOW_MS - hours * HOUR_MS;
    const readings = [
      { ...own, valueMicro: bad, atMs: badMs },
      { ...own, valueMicro: rule?.goodMicro ?? 0, atMs: NOW_MS },
    ];
    const others = small.dossier.telemetry.filter((each) => each.signal !== signal && each.atMs <= badMs);
    return judged(withDossier(small, { telemetry: [...readings, ...others] })).judged.stability;
  };
  for (const hours of [1, 3, 10]) expect(since(hours).index).toBe(hours * stability.passiveRecovery);
  // The series that is foretold from is the followed one.
  expect(since(1).series.at(-1)).toBe(stability.passiveRecovery);
});
