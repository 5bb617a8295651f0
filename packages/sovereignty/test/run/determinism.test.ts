import { canonicalJson } from "@plimsoll/foundation";
import { describe, expect, test } from "vitest";
import { candidate } from "../../src/agent/candidate.ts";
import type { EpochNonces } from "../../src/law/epoch.ts";
import { FROZEN_SEEDS } from "../../src/run/bounds.ts";
import { playSeed, type Question } from "../../src/run/play-seed.ts";
import { candidateSetup, runSeed } from "../../src/run/run-seed.ts";
import type { SeedRun } from "../../src/run/seed-run.ts";
import { type TraceEntry, traceEntryId } from "../../src/trace/trace-entry.ts";
import { observe } from "../../src/world/observe.ts";
import { episodeStart } from "../../src/world/world-state.ts";
import { APPARATUS } from "../gate/two-repairs.ts";
import { PARTIAL } from "./agents.ts";

/** Such as nothing else holds by chance. */
const SEED = 987_654_321;
const SECRET: EpochNonces = (index) => `nobody-may-read-this-${index}`;

/** A run with its trace, as text. */
function played(seed: number): { readonly run: SeedRun; readonly trace: readonly TraceEntry[]; readonly text: string } {
  const trace: TraceEntry[] = [];
  const setup = {
    ...candidateSetup(APPARATUS, seed),
    nonces: SECRET,
    trace: (entry: TraceEntry) => void trace.push(entry),
  };
  const run = runSeed(setup);
  const lines = trace.map(({ data, ...entry }) => canonicalJson({ ...entry, data }));
  return { run, trace, text: [JSON.stringify(run), ...lines].join("\n") };
}

/** Everything that an agent is asked in a run. */
function asked(): readonly Question[] {
  const questions: Question[] = [];
  const play = playSeed({ ...candidateSetup(APPARATUS, SEED), nonces: SECRET, continuesAfterHalt: true });
  let next = play.next();
  while (next.done !== true) {
    const question = next.value;
    questions.push(structuredClone(question));
    const text =
      question.kind === "repair" && (question.view.observation.episode > 2 || question.attempt > 1)
        ? PARTIAL.repair(question.view, question.notice, 1)
        : null;
    next = play.next(
      question.kind === "justify" ? candidate.justify(question.view) : text === null ? ["not a repair"] : [text],
    );
  }
  return questions;
}

describe("one seed, one run", () => {
  test.each(FROZEN_SEEDS)("SV-77 seed %i twice gives the same record and the same trace, byte for byte", (seed) => {
    expect(played(seed).text).toBe(played(seed).text);
  });

  test("SV-77 whether a trace is kept changes nothing of the run", () => {
    const setup = candidateSetup(APPARATUS, 42);
    const kept = runSeed({ ...candidateSetup(APPARATUS, 42), trace: () => undefined });
    expect(kept).toEqual(runSeed(setup));
  });

  test("SV-77 another seed has other ids and epochs, and the same life", () => {
    const [one, other] = [runSeed(candidateSetup(APPARATUS, 42)), runSeed(candidateSetup(APPARATUS, 43))];
    expect(one.epochs).not.toEqual(other.epochs);
    expect(one.episodes).toEqual(other.episodes);
  });

  test("SV-77 no entry of a trace, and no record, holds a nonce or a time of day", () => {
    const { text, trace } = played(SEED);
    expect(trace.length).toBeGreaterThan(1500);
    expect(text).not.toContain("nobody-may-read-this");
    expect(text).not.toMatch(/\d{4}-\d\d-\d\dT|timestamp/);
  });

  test("SV-77 every entry has an id of its own, which its place in the run gives", () => {
    const { trace, run } = played(SEED);
    expect(new Set(trace.map((entry) => entry.traceEntryId)).size).toBe(trace.length);
    const sequences = new Map<string, number>();
    for (const { entryType, episode, step, traceEntryId: id } of trace) {
      const place = `${episode} ${step} ${entryType}`;
      const sequence = sequences.get(place) ?? 0;
      sequences.set(place, sequence + 1);
      expect(id).toBe(traceEntryId(SEED, episode, step, entryType, sequence));
    }
    const ofContradictions = trace
      .filter(({ entryType }) => entryType === "CONTRADICTION")
      .map((entry) => entry.traceEntryId);
    expect(ofContradictions).toEqual(run.contradictions.map((contradiction) => contradiction.traceEntryId));
  });
});

describe("what an agent is shown", () => {
  const questions = asked();
  const repairs = questions.filter((question) => question.kind === "repair");

  test("SV-50 an observation and its own law, and of a contradiction what may be cited; nothing else", () => {
    expect(questions.length).toBeGreaterThan(100);
    for (const question of questions) {
      expect(Object.keys(question.view).toSorted()).toEqual(["law", "observation"]);
      expect(Object.keys(question.view.law).toSorted()).toEqual(["epochChain", "repairCount", "rules"]);
      expect(Object.keys(question.view.observation)).toEqual(Object.keys(observe(episodeStart(0, 0))));
    }
    for (const { notice, ...question } of repairs) {
      expect(Object.keys(question).toSorted()).toEqual(["attempt", "kind", "view"]);
      expect(Object.keys(notice!).toSorted()).toEqual([
        "blockedClass",
        "blockingRuleIds",
        "contradiction",
        "progressActions",
        "target",
        "traceEntryId",
      ]);
    }
  });

  test("SV-50 no nonce, no seed, no memory of the gate, and no epoch but those of its law", () => {
    const text = JSON.stringify(questions);
    expect(text).not.toContain("nobody-may-read-this");
    expect(text).not.toContain(String(SEED));
    expect(text).not.toMatch(/expectedChain|postALaw|accepted|nonce/i);
    for (const { view, ...rest } of questions) {
      expect(JSON.stringify(rest)).not.toMatch(/[0-9a-f]{64}/);
      for (const { repairEpoch } of view.law.rules)
        if (repairEpoch !== undefined) expect(view.law.epochChain).toContain(repairEpoch);
    }
  });

  test("SV-50 why a repair was refused is not told: the second attempt is asked for in the words of the first", () => {
    const seconds = repairs.filter(({ attempt }) => attempt === 2);
    expect(seconds.length).toBeGreaterThan(0);
    for (const second of seconds) {
      const first = repairs[repairs.indexOf(second) - 1]!;
      expect({ ...second, attempt: 1 }).toEqual(first);
    }
  });
});
