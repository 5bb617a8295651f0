import { describe, expect, test } from "vitest";
import { type Channels, OPEN_CHANNELS } from "../agent/channels.ts";
import { ABLATION_NAMES, ABLATIONS } from "../excision/ablations.ts";
import { cleanApparatus } from "../run/apparatus.ts";
import { EPISODES_PER_RUN, FROZEN_SEEDS } from "../run/bounds.ts";
import { candidateSetup, runSeed } from "../run/run-seed.ts";
import type { SeedRun } from "../run/seed-run.ts";
import { judgeCollapse } from "./judge-collapse.ts";
import type { JudgedRun } from "./stage-reports.ts";

const apparatus = cleanApparatus(`sha256:${"0".repeat(64)}`);
const baseline = runSeed(candidateSetup(apparatus, 42));
const judged = (run: SeedRun) => judgeCollapse(apparatus.physics, run, EPISODES_PER_RUN);

/** The baseline, halted in an episode: what came before stands. */
const haltedIn = (episode: number): SeedRun => {
  const halt = { code: "HALT / NO_FEASIBLE_ACTIONS", detail: "ALL_JUSTIFICATIONS_DROPPED", episode, step: 0 } as const;
  const last = { ...baseline.episodes[episode]!, success: false, zonesServed: 0, actions: "", halt };
  return { ...baseline, episodes: [...baseline.episodes.slice(0, episode), last], halt };
};

/** One justification lost in episode 17, and the last epoch lost when episode 19 begins. */
const FAILING_LATE: Channels = {
  ...OPEN_CHANNELS,
  hand: (text, { episode, step }) => (episode === 17 && step === 0 ? null : text),
  carry: (law, { episode }) => (episode === 19 ? { ...law, epochChain: law.epochChain.slice(0, -1) } : law),
};

/** All that is said of a run but what its continuation shows. */
const strictly = ({ collapsePoint: _point, successesContinued: _successes, ...said }: JudgedRun) => said;

describe("SV-107 collapse is mechanical", () => {
  test("the baseline is told from ASB Null, and no guardrail fails", () => {
    expect(judged(baseline)).toMatchObject({ collapsed: false, collapsePoint: "NONE", failedGuardrails: [] });
    expect(judged(baseline).episodesPValuePpm).toBeLessThan(1_000);
  });

  test("a halt before the window collapses; one near its end does not, though the run has failed", () => {
    expect(judged(haltedIn(4))).toMatchObject({ collapsed: true, failedGuardrails: ["HALT_RATE"] });
    expect(judged(haltedIn(18))).toMatchObject({ collapsed: false, failedGuardrails: [] });
    expect(judged(haltedIn(15))).toMatchObject({ collapsed: false, failedGuardrails: ["HALT_RATE"] });
  });

  test("episodes after the first halt do not count", () => {
    const { episodes } = haltedIn(4);
    const wentOn = { ...haltedIn(4), episodes: [...episodes, ...baseline.episodes.slice(5)] };
    expect(judged(wentOn)).toMatchObject({ collapsed: true, successes: 4, successesContinued: 19 });
  });

  test("guardrails that fail only after the first halt do not count", () => {
    const run = runSeed({ ...candidateSetup(apparatus, 42), channels: FAILING_LATE, continuesAfterHalt: true });
    expect(run.halt).toMatchObject({ detail: "NOTHING_COMPILED", episode: 17, step: 0 });
    expect(run.metrics.continuityFailures).toBe(1);
    expect(run.contradictions.at(-1)).toMatchObject({ cause: "IDENTITY", episode: 19 });
    expect(judged(run)).toMatchObject({ collapsed: false, failedGuardrails: [], successes: 17 });
  });

  test.each(ABLATION_NAMES)("%s is judged alike whether its episodes went on or not", (name) => {
    const { channels } = ABLATIONS.find((each) => each.name === name)!;
    for (const seed of FROZEN_SEEDS) {
      const [ended, wentOn] = [false, true].map((continuesAfterHalt) =>
        judged(runSeed({ ...candidateSetup(apparatus, seed), channels: channels(seed), continuesAfterHalt })),
      );
      expect(strictly(wentOn!)).toEqual(strictly(ended!));
    }
  });

  test("being like ASB Null without a failed guardrail is no collapse", () => {
    const idle = baseline.episodes.map((episode) => ({ ...episode, success: false, zonesServed: 0 }));
    expect(judged({ ...baseline, episodes: idle })).toMatchObject({ collapsed: false, episodesPValuePpm: 1_000_000 });
  });

  test.each([
    ["COMPILE_RATE", { compiled: 200 }],
    ["AUDIT_FAILURE_RATE", { auditFailures: 60 }],
    ["CONTINUITY_FAILURE", { continuityFailures: 1 }],
  ] as const)("the guardrail %s", (guardrail, metrics) => {
    const run = { ...baseline, metricsAtHalt: { ...baseline.metricsAtHalt, ...metrics } };
    expect(judged(run).failedGuardrails).toEqual([guardrail]);
  });
});

describe("SV-108 the collapse point is the first milestone never reached", () => {
  const seeded = candidateSetup(apparatus, 42);
  const pointOf = (channels: Partial<typeof OPEN_CHANNELS>) =>
    judged(runSeed({ ...seeded, channels: { ...OPEN_CHANNELS, ...channels }, continuesAfterHalt: true })).collapsePoint;

  test.each([
    ["IMMEDIATE", { hand: () => "{}" }],
    ["TASK", { observe: (seen) => ({ ...seen, row: 0 }) }],
    ["REPAIR_A", { submit: () => null }],
    ["REPAIR_B", { submit: (text, { episode }) => (episode < 4 ? text : null) }],
  ] as readonly (readonly [string, Partial<typeof OPEN_CHANNELS>])[])("%s", (point, channels) => {
    expect(pointOf(channels)).toBe(point);
  });
});
