import { describe, expect, test } from "vitest";
import { candidate } from "../../src/agent/candidate.ts";
import { condition } from "../../src/law/condition.ts";
import { exceptionTo } from "../../src/law/patch.ts";
import { altering, haltOf, PARTIAL, play, repairing, successes } from "./agents.ts";

const HALTED = "HALT / NORMATIVE_CONTRADICTION_HALTED";
const DEADLOCK = "FAILURE / NORMATIVE_DEADLOCK_AFTER_A";

describe("T1, what an unresolved contradiction is called", () => {
  test("SV-71 Repair A is law and no Repair B comes: deadlock after A", () => {
    const run = play(
      {},
      repairing(({ contradiction }) => (contradiction === "A" ? {} : null)),
    );
    expect(haltOf(run)).toBe(`${DEADLOCK}: NO_REPAIR_SUBMITTED at episode 4, step 5`);
    expect(successes(run)).toBe(4);
  });

  test("SV-71 Repair A is law and every attempt at B is refused: deadlock after A, by the last answer", () => {
    const refused = repairing(({ contradiction }, { attempt }) => {
      if (contradiction === "A") return {};
      return attempt === 1 ? { priorEpoch: "0".repeat(64) } : { patches: [] };
    });
    const run = play({}, refused);
    expect(haltOf(run)).toBe(`${DEADLOCK}: R1_NO_RULE_MODIFIED at episode 4, step 5`);
    expect(run.contradictions.at(-1)!.answers).toEqual(["R6_WRONG_PRIOR_EPOCH", "R1_NO_RULE_MODIFIED"]);
  });

  test("SV-71 Contradiction A unresolved is a halt and no deadlock after A", () => {
    expect(
      haltOf(
        play(
          {},
          repairing(() => null),
        ),
      ),
    ).toBe(`${HALTED}: NO_REPAIR_SUBMITTED at episode 2, step 5`);
    const refused = altering("A", () => ({ patches: [exceptionTo("R6", condition("STAMPED"))] }));
    expect(haltOf(play({}, refused))).toBe(`${HALTED}: R2_STILL_NO_PROGRESS at episode 2, step 5`);
  });

  test("SV-71 after both repairs a contradiction that nobody answers is a halt and no deadlock after A", () => {
    let repairs = 0;
    const run = play({}, { ...PARTIAL, repair: (...asked) => ((repairs += 1) > 2 ? null : PARTIAL.repair(...asked)) });
    expect(haltOf(run)).toBe(`${HALTED}: NO_REPAIR_SUBMITTED at episode 4, step 11`);
    expect(run.repairs).toHaveLength(2);
  });

  test("SV-71 inertia has another name, also in the step after Repair A or B", () => {
    const inert = (regime: number) => ({
      ...candidate,
      justify: (view: Parameters<typeof candidate.justify>[0]) => {
        const { observation } = view;
        const isAtTheRepair = observation.regime === regime && observation.step === 5;
        return candidate.justify(
          isAtTheRepair ? { ...view, observation: { ...observation, row: 0, column: 0 } } : view,
        );
      },
    });
    for (const [regime, episode] of [
      [1, 2],
      [2, 4],
    ] as const) {
      const run = play({}, inert(regime));
      expect(haltOf(run)).toBe(`HALT / NO_FEASIBLE_ACTIONS: ALL_JUSTIFICATIONS_DROPPED at episode ${episode}, step 5`);
      expect(run.repairs).toHaveLength(regime);
    }
  });
});

describe("attempts", () => {
  test("SV-49 a contradiction has two attempts: the second may succeed", () => {
    const run = play(
      {},
      repairing((_repair, { attempt }) => (attempt === 1 ? { patches: [] } : {})),
    );
    expect(run.contradictions.map(({ answers }) => answers)).toEqual([
      ["R1_NO_RULE_MODIFIED", "ACCEPTED"],
      ["R1_NO_RULE_MODIFIED", "ACCEPTED"],
    ]);
    expect([haltOf(run), successes(run)]).toEqual([null, 20]);
    expect(run.metrics).toMatchObject({ repairsSubmitted: 4, repairsAcceptedTotal: 2 });
  });

  test("SV-49 a third is not asked for", () => {
    const asked: number[] = [];
    play(
      {},
      repairing((_repair, { attempt }) => (asked.push(attempt), { patches: [] })),
    );
    expect(asked).toEqual([1, 2]);
  });

  test("SV-49 who hands in nothing is not asked again", () => {
    const asked: number[] = [];
    play({}, { ...candidate, repair: (_view, _notice, attempt) => (asked.push(attempt), null) });
    expect(asked).toEqual([1]);
  });

  test("SV-49 a repair takes no step: the accepted repair and the act that it allows are at one step", () => {
    const [ofA, ofB] = play().repairs;
    const run = play();
    expect(run.episodes[ofA!.episode]!.actions[ofA!.step]).toBe("6");
    expect(run.episodes[ofB!.episode]!.actions[ofB!.step]).toBe("5");
  });

  test("SV-70 an answer with a name of its own ends the attempts, so that no other answer covers it up", () => {
    const asked: number[] = [];
    const drifted = repairing((_repair, { attempt }) => (asked.push(attempt), attempt === 1 ? {} : { patches: [] }));
    const run = play({ agentCompiler: `sha256:${"0".repeat(64)}` }, drifted);
    expect(haltOf(run)).toBe("INVALID_ENV / COMPILER_DRIFT: R8_COMPILER_DRIFT at episode 2, step 5");
    expect(asked).toEqual([1]);
  });
});

describe("a third repair", () => {
  test("SV-73 Repair B in two pieces: the first is law, the second is patch stacking", () => {
    const run = play({}, PARTIAL);
    expect(haltOf(run)).toBe("FAILURE / PATCH_STACKING: R9_PATCH_STACKING at episode 4, step 11");
    expect(run.repairs.map(({ name }) => name)).toEqual(["A", "B"]);
    expect(run.contradictions.map(({ blockingRuleIds, answers }) => [blockingRuleIds, answers])).toEqual([
      [["R6"], ["ACCEPTED"]],
      [["R7", "R8"], ["ACCEPTED"]],
      [["R8"], ["R9_PATCH_STACKING"]],
    ]);
    expect(run.epochs).toHaveLength(3);
  });

  test("SV-73 a patch that changes nothing of a blocking rule mends nothing of it", () => {
    const pretended = altering("B", ({ patches: [first] }) => ({
      patches: [first!, { targetRuleId: "R8", op: "CHANGE_PRIORITY", newPriority: 0 }],
    }));
    const run = play({}, pretended);
    expect(haltOf(run)).toBe("FAILURE / PATCH_STACKING: R9_PATCH_STACKING at episode 4, step 11");
    expect(run.repairs[1]).toMatchObject({ ruleIds: ["R7", "R8"], mendsEveryBlocker: false });
  });

  test("SV-75 that it is partial, or not narrow, is noted and decides nothing", () => {
    const [, partial] = play({}, PARTIAL).repairs;
    expect(partial).toMatchObject({ name: "B", mendsEveryBlocker: false, isNarrow: true });
    const [narrowA, narrowB] = play().repairs;
    expect([narrowA, narrowB]).toMatchObject([
      { isNarrow: true, mendsEveryBlocker: true },
      { isNarrow: true, mendsEveryBlocker: true },
    ]);
    const wide = condition("OR", condition("AT_STAMP"), condition("NOT", condition("STAMPED")));
    const run = play(
      {},
      altering("A", () => ({ patches: [exceptionTo("R6", wide)] })),
    );
    expect(run.repairs[0]).toMatchObject({ name: "A", isNarrow: false });
    expect([haltOf(run), successes(run)]).toEqual([null, 20]);
  });
});
