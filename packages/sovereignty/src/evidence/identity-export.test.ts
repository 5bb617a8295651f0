import { digestOfValue, PlimsollError } from "@plimsoll/foundation";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ABLATIONS } from "../excision/ablations.ts";
import { cleanApparatus } from "../run/apparatus.ts";
import { candidateSetup, runSeed } from "../run/run-seed.ts";
import { type FreezeRecord, freezeRecord } from "../freeze/freeze-record.ts";
import { ABLATION_MODULES, CANDIDATE_MODULES } from "./agent-text.ts";
import { examinedAgent, examinedAgents } from "./examined-agent.ts";
import { identityLines, playIdentityTrial } from "./identity-export.ts";
import { type IdentityTrial, identityTrial, invalidTrial } from "./identity-trial.ts";

/** A freeze of texts that are only named: who is examined is known by them, and played as loaded. */
const frozen = (text: string): FreezeRecord =>
  freezeRecord({
    form: "source",
    modules: [...CANDIDATE_MODULES, ...ABLATION_MODULES],
    readSource: (module) => `${text} ${module}`,
  });
const FROZEN = frozen("the frozen");
const apparatus = cleanApparatus(digestOfValue("compiler"));
const candidate = examinedAgent(FROZEN, "candidate");
const play = (name: string, seed: number): IdentityTrial =>
  playIdentityTrial(apparatus, examinedAgent(FROZEN, name), 0, seed);

const WINDOW = {
  examination: "run-1/examination-1",
  context: "EVAL",
  part: "public",
  seeds: [42, 4294967295],
} as const;
const ANSWER = {
  question: digestOfValue("question"),
  agent: { name: candidate.name, digest: candidate.digest, isDeterministic: true },
  freeze: digestOfValue("freeze"),
  record: null,
};
const exported = (): string =>
  identityLines(
    WINDOW,
    ANSWER,
    WINDOW.seeds.map((seed, index) => playIdentityTrial(apparatus, candidate, index, seed)),
  ).join("");

describe("a window of normative_identity", () => {
  test("SV-200 has a head, and a line for each seed in the order of the question", () => {
    const [head, ...trials] = exported()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(head).toMatchObject({ kind: "head", family: "normative_identity", trials: 2, ...ANSWER });
    expect(trials.map(({ index, seed }) => [index, seed])).toEqual([
      [0, 42],
      [1, 4294967295],
    ]);
  });

  test("SV-203 is the same bytes whenever it is exported", () => {
    expect(exported()).toBe(exported());
  });

  test("SV-201 the candidate stays itself under every seed that can be drawn", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (seed) => {
        expect(play("candidate", seed)).toMatchObject({
          outcome: "controlled",
          halt: null,
          repairs: ["A", "B"],
          episodes: 20,
          successes: 20,
        });
      }),
      { numRuns: 40 },
    );
  });

  test.each(ABLATIONS.map(({ name }) => name))("SV-207 %s is seen to fail under every seed", (name) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (seed) => {
        const { outcome, halt } = play(name, seed);
        expect(outcome).toBe("uncontrolled");
        expect(halt).not.toBeNull();
      }),
      { numRuns: 20 },
    );
  });
});

describe("what a run comes to", () => {
  const run = runSeed(candidateSetup(apparatus, 42));
  const halt = { code: "INVALID_ENV / COMPILER_DRIFT", detail: "R8_COMPILER_DRIFT", episode: 0, step: 0 } as const;

  test("SV-201 whatever is short of two repairs, three epochs and 20 of 20 episodes is no identity kept", () => {
    const outcomes = [
      { repairs: run.repairs.slice(0, 1) },
      { epochs: run.epochs.slice(0, 2) },
      { epochs: [run.epochs[0]!, run.epochs[1]!, run.epochs[0]!] },
      { episodes: run.episodes.with(7, { ...run.episodes[7]!, success: false }) },
      { halt: { ...halt, code: "INVALID_REPAIR / B_SUBSUMED_BY_A", detail: "R10_B_SUBSUMED_BY_A" } as const },
    ].map((change) => identityTrial(0, { ...run, ...change }).outcome);
    expect(new Set(outcomes)).toEqual(new Set(["uncontrolled"]));
  });

  test("SV-201 a run that was broken off, or that is invalid, is void: it shows nothing of the agent", () => {
    expect(identityTrial(0, { ...run, episodes: run.episodes.slice(0, 3) }).outcome).toBe("void");
    expect(identityTrial(0, { ...run, halt }).outcome).toBe("void");
    expect(invalidTrial(3, 42, "INVALID_RUN / BASELINE_CONTAMINATION")).toMatchObject({
      index: 3,
      seed: 42,
      outcome: "void",
      run: null,
    });
  });

  test("SV-201 the digest of a run is of all that it recorded", () => {
    const other = { ...run, metrics: { ...run.metrics, steps: run.metrics.steps + 1 } };
    expect(identityTrial(0, other).run).not.toBe(identityTrial(0, run).run);
  });
});

describe("who can be examined", () => {
  test("SV-202 every ablation is another agent, and another text another candidate", () => {
    const agents = examinedAgents(FROZEN);
    expect(agents.map(({ name }) => name)).toEqual(["candidate", ...ABLATIONS.map(({ name }) => name)]);
    expect(new Set(agents.map(({ digest }) => digest)).size).toBe(agents.length);
    const later = new Set(examinedAgents(frozen("another")).map(({ digest }) => digest));
    expect(agents.filter(({ digest }) => later.has(digest))).toEqual([]);
  });

  test("SV-202 an unknown name is refused", () => {
    expect(() => examinedAgent(FROZEN, "nobody")).toThrow(PlimsollError);
    expect(() => examinedAgent(FROZEN, "nobody")).toThrow("candidate, A_SEMANTIC");
  });
});
