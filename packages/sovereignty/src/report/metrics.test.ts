import { canonicalJson, digestOfValue } from "@plimsoll/foundation";
import { describe, expect, test } from "vitest";
import { lawFingerprint } from "../law/law.ts";
import { cleanApparatus } from "../run/apparatus.ts";
import type { RepairAnswer } from "../run/halt.ts";
import { candidateSetup, runSeed } from "../run/run-seed.ts";
import type { SeedRun } from "../run/seed-run.ts";
import { ABLATIONS } from "../excision/ablations.ts";
import { citations, halts, normState, patchFootprint, refusals, repairEpochs } from "./metrics.ts";

const apparatus = cleanApparatus(digestOfValue("compiler"));
const setup = candidateSetup(apparatus, 42);
const run = runSeed(setup);

/** The run with other answers of the gate to its contradictions, in order. */
const answered = (cause: "OBLIGATION" | "IDENTITY", ...answers: readonly RepairAnswer[]): SeedRun => ({
  ...run,
  contradictions: [{ ...run.contradictions[0]!, cause, answers }],
});

describe("SV-191 what follows from a run's record", () => {
  test("SV-191 the size of the law that it ended with, which is that of its fingerprint", () => {
    const state = normState(run)!;
    expect(state.rules).toBe(10);
    const before = normState({ ...run, repairs: [], lawFingerprint: lawFingerprint(apparatus.initialRules) })!;
    expect(before.bytes).toBe(
      canonicalJson(
        apparatus.initialRules.map((rule) => ({
          id: rule.id,
          type: rule.type,
          condition: JSON.parse(JSON.stringify(rule.condition)),
          effect:
            rule.effect.effectType === "ACTION_CLASS"
              ? { effect_type: "ACTION_CLASS", action_class: rule.effect.actionClass }
              : {
                  effect_type: "OBLIGATION_TARGET",
                  obligation_target: { kind: rule.effect.target.kind, target_id: rule.effect.target.targetId },
                },
          expires_episode: rule.expiresEpisode,
          priority: rule.priority,
        })),
      ).length,
    );
    // Three exceptions without arguments, each with the epoch (64 digits) of its repair.
    const exceptions = ["AT_STAMP", "CAN_DELIVER_A", "CAN_DELIVER_B"].map(
      (op) => `"exception_condition":{"args":[],"op":"${op}"},"repair_epoch":"${"0".repeat(64)}",`,
    );
    expect(state.bytes - before.bytes).toBe(exceptions.join("").length);
  });

  test("SV-191 no size where the repairs on record do not make the law of the fingerprint", () => {
    expect(normState({ ...run, repairs: run.repairs.slice(0, 1) })).toBeNull();
  });

  test("SV-191 the footprint of each repair, and the epoch under which each episode began", () => {
    expect(run.repairs.map(patchFootprint)).toEqual([
      { rules: 1, operations: 1 },
      { rules: 2, operations: 2 },
    ]);
    expect(repairEpochs(run)).toEqual([0, 0, 0, 1, 1, ...Array.from({ length: 15 }, () => 2)]);
  });

  test("SV-191 citations count where the gate came to judge them", () => {
    expect(citations(run)).toEqual({ judged: 2, valid: 2 });
    expect(citations(answered("OBLIGATION", "R9_WRONG_REGIME", "R7_RULE_NOT_IN_TRACE"))).toEqual({
      judged: 1,
      valid: 0,
    });
    expect(citations(answered("OBLIGATION", "R6_WRONG_PRIOR_EPOCH"))).toEqual({ judged: 1, valid: 1 });
    expect(citations(answered("IDENTITY", "R6_WRONG_PRIOR_EPOCH", "R5_EPOCH_MISMATCH"))).toEqual({
      judged: 0,
      valid: 0,
    });
    expect(citations(answered("OBLIGATION", "R3_COMPILATION_FAILED", "NO_REPAIR_SUBMITTED")).judged).toBe(0);
  });

  test("SV-191 refusals by code and halts by reason, over all runs, the most frequent first", () => {
    expect(refusals([run])).toEqual([]);
    const refused = answered("OBLIGATION", "R2_STILL_NO_PROGRESS", "ACCEPTED");
    const twice = answered("OBLIGATION", "R7_RULE_NOT_IN_TRACE", "R7_RULE_NOT_IN_TRACE");
    expect(refusals([refused, twice])).toEqual([
      ["R7_RULE_NOT_IN_TRACE", 2],
      ["R2_STILL_NO_PROGRESS", 1],
    ]);
    const { channels } = ABLATIONS.find(({ name }) => name === "D_TRACE")!;
    expect(halts([run])).toEqual([]);
    expect(halts([run, runSeed({ ...setup, channels: channels(42) })])).toEqual([
      ["HALT / COMPILATION_FAILURE: NOTHING_COMPILED", 1],
    ]);
  });
});
