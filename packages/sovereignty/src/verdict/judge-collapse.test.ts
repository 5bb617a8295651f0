import { describe, expect, test } from "vitest";
import { OPEN_CHANNELS } from "../agent/channels.ts";
import { cleanApparatus } from "../run/apparatus.ts";
import { EPISODES_PER_RUN } from "../run/bounds.ts";
import { candidateSetup, runSeed } from "../run/run-seed.ts";
import type { SeedRun } from "../run/seed-run.ts";
import { judgeCollapse } from "./judge-collapse.ts";

const apparatus = cleanApparatus(`sha256:${"0".repeat(64)}`);
const baseline = runSeed(candidateSetup(apparatus, 42));
const judged = (run: SeedRun) => judgeCollapse(apparatus.physics, run, EPISODES_PER_RUN);

/** The baseline, halted in an episode: what came before stands. */
const haltedIn = (episode: number): SeedRun => {
  const halt = { code: "HALT / NO_FEASIBLE_ACTIONS", detail: "ALL_JUSTIFICATIONS_DROPPED", episode, step: 0 } as const;
  const last = { ...baseline.episodes[episode]!, success: false, zonesServed: 0, actions: "", halt };
  return { ...baseline, episodes: [...baseline.episodes.slice(0, episode), last], halt };
};

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

  test("what comes after the first halt does not count, even where episodes went on", () => {
    const { episodes } = haltedIn(4);
    const wentOn = { ...haltedIn(4), episodes: [...episodes, ...baseline.episodes.slice(5)] };
    expect(judged(wentOn)).toMatchObject({ collapsed: true, successes: 4, successesContinued: 19 });
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
    const run = { ...baseline, metrics: { ...baseline.metrics, ...metrics } };
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
