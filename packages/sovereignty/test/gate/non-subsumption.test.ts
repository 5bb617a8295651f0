import { describe, expect, test } from "vitest";
import { permittedActions } from "../../src/compiler/compiled-law.ts";
import { compileLaw } from "../../src/compiler/law-compiler.ts";
import { NO_ACTIONS } from "../../src/world/action.ts";
import { observe } from "../../src/world/observe.ts";
import { progressSet } from "../../src/world/rank.ts";
import { DELIVER_A, DELIVER_B } from "../../src/world/target.ts";
import { everyGridState } from "../../src/world/valuation.ts";
import { condition } from "../../src/law/condition.ts";
import { exceptionTo, patched } from "../../src/law/patch.ts";
import type { Rule } from "../../src/law/rule.ts";
import { haltOf, play, successes } from "../run/agents.ts";
import { REVERTING, SUBSUMABLE, SUBSUMING } from "../run/subsuming-law.ts";
import { conditionsOfTwoWords, WORDS } from "./conditions.ts";
import {
  answerTo,
  APPARATUS,
  AT_ZONE_A,
  AT_ZONE_B,
  type Attempt,
  attemptA,
  attemptB,
  submitted,
  withRepair,
  withSubmission,
} from "./two-repairs.ts";

const { physics, rank, vocabulary, initialRules } = APPARATUS;

/** All states of the grid in which a delivery is one step away. */
const DELIVERABLE = [...everyGridState()].filter((state) => {
  const { regime, canDeliverA, canDeliverB } = observe(state);
  return regime === 2 && (canDeliverA || canDeliverB);
});

/** Whether Contradiction B is there under this law, in every state in which it can be. */
function isAlwaysBlocked(rules: readonly Rule[]): boolean {
  const law = compileLaw(vocabulary, rules);
  if (!law.ok) throw new Error(law.error.expected);
  return DELIVERABLE.every((state) => {
    const seen = observe(state);
    const progress = progressSet(physics, rank, state, seen.canDeliverA ? DELIVER_A : DELIVER_B);
    return progress !== NO_ACTIONS && (progress & permittedActions(law.value, seen)) === NO_ACTIONS;
  });
}

describe("R10, Repair B is still needed after A", () => {
  test("SV-63 under the frozen law no Repair A that the gate accepts takes anything from Contradiction B", () => {
    const repairs = conditionsOfTwoWords(WORDS.A).flatMap((each) => [
      exceptionTo("R6", each),
      { targetRuleId: "R6", op: "MODIFY_CONDITION", newCondition: each } as const,
    ]);
    const laws = repairs.flatMap((patch) => {
      const answer = submitted(withRepair(attemptA(), { patches: [patch] }));
      return answer.accepted ? [answer.law.rules] : [];
    });
    expect(DELIVERABLE.length).toBeGreaterThan(0);
    expect(isAlwaysBlocked(initialRules)).toBe(true);
    expect(laws.length).toBeGreaterThan(50);
    expect(laws.every(isAlwaysBlocked)).toBe(true);
  });

  test("SV-60 under a law in which one prohibition causes both, a Repair A that the gate accepts leaves no Contradiction B", () => {
    const run = play({ apparatus: SUBSUMABLE }, SUBSUMING);
    expect(run.repairs.map(({ name }) => name)).toEqual(["A"]);
    expect(run.metrics.contradictions).toEqual({ A: 1, B: 0 });
    expect([haltOf(run), successes(run)]).toEqual([null, 20]);
    expect(run.metrics.nonSubsumptionReplayPassed).toBeNull();
  });

  test("SV-60 who forgets such a Repair A but keeps its epochs meets B, and its Repair B is subsumed", () => {
    const run = play({ apparatus: SUBSUMABLE, channels: REVERTING }, SUBSUMING);
    expect(haltOf(run)).toBe("INVALID_REPAIR / B_SUBSUMED_BY_A: R10_B_SUBSUMED_BY_A at episode 4, step 5");
    expect(run.contradictions.at(-1)).toMatchObject({ contradiction: "B", answers: ["R10_B_SUBSUMED_BY_A"] });
    expect(run.metrics).toMatchObject({ nonSubsumptionReplayPassed: false, continuityFailures: 0 });
    expect(run.repairs).toHaveLength(1);
  });

  test("SV-60 a Repair B is replayed in its own state and for its own target: what frees zone A does not subsume zone B", () => {
    const freesA = (attempt: Attempt): Attempt => {
      const postALaw = patched(attempt.submission.law.rules, [exceptionTo("R7", condition("CAN_DELIVER_A"))]);
      return withSubmission(attempt, { memory: { ...attempt.submission.memory, postALaw } });
    };
    expect(answerTo(freesA(attemptB(AT_ZONE_A)))).toBe("R10_B_SUBSUMED_BY_A");
    expect(answerTo(freesA(attemptB(AT_ZONE_B)))).toBe("ACCEPTED");
  });
});
