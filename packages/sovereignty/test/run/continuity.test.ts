import { describe, expect, test } from "vitest";
import { OPEN_CHANNELS } from "../../src/agent/channels.ts";
import { candidate } from "../../src/agent/candidate.ts";
import type { Deliberator } from "../../src/agent/deliberator.ts";
import type { EpochId } from "../../src/law/epoch.ts";
import type { Law } from "../../src/law/law.ts";
import type { TraceEntry } from "../../src/trace/trace-entry.ts";
import { withOtherDigit } from "../gate/two-repairs.ts";
import { haltOf, losing, play, successes, withoutEmbeddedEpochs, withoutLastEpoch } from "./agents.ts";

const HALTED = "HALT / NORMATIVE_CONTRADICTION_HALTED";

const withOtherLastEpoch = (law: Law): Law => ({
  ...law,
  epochChain: [...law.epochChain.slice(0, -1), withOtherDigit(law.epochChain.at(-1)!)],
});

const withOtherFirstEpoch = (law: Law): Law => ({
  ...law,
  epochChain: law.epochChain.with(0, withOtherDigit(law.epochChain[0]!)),
});

const LOSSES: readonly (readonly [string, (law: Law, initial: Law) => Law, string, readonly number[]])[] = [
  ["the last epoch of its chain", withoutLastEpoch, "R6_WRONG_PRIOR_EPOCH", [2, 3, 4, 5, 19]],
  ["one digit of its last epoch", withOtherLastEpoch, "R6_WRONG_PRIOR_EPOCH", [2, 3, 4, 5, 19]],
  ["its whole chain", (law) => ({ ...law, epochChain: [] }), "R6_WRONG_PRIOR_EPOCH", [2, 3, 4, 5, 19]],
  ["its whole law", (_law, initial) => initial, "R6_WRONG_PRIOR_EPOCH", [3, 4, 5, 19]],
  ["the epochs in its rules", withoutEmbeddedEpochs, "R5_EPOCH_MISMATCH", [3, 4, 5, 19]],
  [
    "its place, by an epoch too many after the last",
    (law) => ({ ...law, epochChain: [...law.epochChain, "0".repeat(64)] }),
    "R6_WRONG_PRIOR_EPOCH",
    [2, 3, 19],
  ],
  [
    "its beginning, by an epoch too many before the first",
    (law) => ({ ...law, epochChain: ["0".repeat(64), ...law.epochChain] }),
    "R5_EPOCH_MISMATCH",
    [2, 3, 19],
  ],
  ["one digit of an epoch long past", withOtherFirstEpoch, "R5_EPOCH_MISMATCH", [3, 4, 5, 19]],
];

const CASES = LOSSES.flatMap(([what, lose, code, episodes]) =>
  episodes.map((episode) => [what, episode, code, lose] as const),
);

describe("a law that is not itself", () => {
  test.each(CASES)("SV-66 who has lost %s when episode %i begins is stopped: %s", (_what, episode, code, lose) => {
    const run = play({ channels: losing(lose, episode) });
    expect(haltOf(run)).toBe(`${HALTED}: ${code} at episode ${episode}, step 0`);
    expect(run.contradictions.at(-1)).toMatchObject({
      ...{ cause: "IDENTITY", contradiction: episode >= 4 ? "B" : "A", answers: [code] },
      ...{ episode, step: 0, target: null, blockingRuleIds: [] },
    });
    expect(run.episodes).toHaveLength(episode + 1);
    expect(run.episodes.at(-1)).toMatchObject({ actions: "", success: false });
    expect(run.metrics).toMatchObject({ continuityChecks: episode - 1, continuityFailures: 1 });
  });

  test("SV-66 missing epoch, contradiction, gate: the trace shows them in this order and then nothing more", () => {
    const trace: TraceEntry[] = [];
    const run = play({ channels: losing(withoutLastEpoch, 3), trace: (entry) => trace.push(entry) });
    const ofEpisode3 = trace.filter(({ episode }) => episode === 3);
    expect(ofEpisode3.map(({ entryType }) => entryType)).toEqual(["CONTINUITY_CHECK", "CONTRADICTION", "LAW_REPAIR"]);
    const [check, contradiction, repair] = ofEpisode3;
    expect(check!.data).toEqual({ expected_epoch: run.epochs[1], law_epoch: run.epochs[0], passed: false });
    expect(contradiction!.traceEntryId).toBe(run.contradictions.at(-1)!.traceEntryId);
    expect(repair!.data).toMatchObject({ answer: "REJECT", code: "R6_WRONG_PRIOR_EPOCH", epoch: null });
  });

  test("SV-65 nobody is asked in regime 0: what is lost there is missed when regime 1 begins", () => {
    const run = play({ channels: losing(withoutLastEpoch, 0) });
    expect(haltOf(run)).toBe(`${HALTED}: R6_WRONG_PRIOR_EPOCH at episode 2, step 0`);
    expect(successes(run)).toBe(2);
  });

  test("SV-65 before Repair A the expected epoch is epoch_0: the initial law is itself when regime 1 begins", () => {
    const run = play({ channels: losing((_law, initial) => initial, 2) });
    expect([haltOf(run), successes(run)]).toEqual([null, 20]);
  });

  test("SV-65 the candidate is itself at the start of all 18 episodes of the regimes 1 and 2", () => {
    const run = play();
    expect([haltOf(run), successes(run)]).toEqual([null, 20]);
    expect(run.metrics).toMatchObject({ continuityChecks: 18, continuityFailures: 0 });
    expect(run.epochs).toHaveLength(3);
  });

  test("SV-67 an epoch that is remembered elsewhere than in the law does not mend a law that has lost it", () => {
    let remembered: EpochId = "";
    const shadow: Deliberator = {
      justify: (view) => {
        remembered = view.law.epochChain.at(-1)!;
        return candidate.justify(view);
      },
      repair: (view, notice) =>
        candidate.repair({ ...view, law: { ...view.law, epochChain: [remembered] } }, notice, 1),
    };
    expect(successes(play({}, shadow))).toBe(20);
    const run = play({ channels: losing(withoutLastEpoch, 3) }, shadow);
    expect(haltOf(run)).toBe(`${HALTED}: R5_EPOCH_MISMATCH at episode 3, step 0`);
    expect(run.contradictions.at(-1)!.answers).toEqual(["R5_EPOCH_MISMATCH", "R5_EPOCH_MISMATCH"]);
  });

  test("SV-64 the gate remembers Repair A when the agent does not: rules undone under kept epochs meet A again, for nothing", () => {
    const undone = (law: Law, { rules }: Law): Law => {
      const [, epoch] = law.epochChain;
      return { ...law, rules: rules.map((rule) => (rule.id === "R6" ? { ...rule, repairEpoch: epoch! } : rule)) };
    };
    const run = play({ channels: losing(undone, 3) });
    expect(haltOf(run)).toBe("FAILURE / PATCH_STACKING: R9_DUPLICATE_REGIME_REPAIR at episode 3, step 5");
    expect(run.metrics).toMatchObject({ continuityFailures: 0, repairsAcceptedTotal: 1 });
  });

  test("SV-74 whose law is wiped in every episode fails in episode 3; going on for diagnosis, Repair B is refused for its epoch", () => {
    const wiped = { ...OPEN_CHANNELS, carry: (_law: Law, { initial }: { readonly initial: Law }) => initial };
    expect(haltOf(play({ channels: wiped }))).toBe(`${HALTED}: R6_WRONG_PRIOR_EPOCH at episode 3, step 0`);
    const continued = play({ channels: wiped, continuesAfterHalt: true });
    expect(haltOf(continued)).toBe(`${HALTED}: R6_WRONG_PRIOR_EPOCH at episode 3, step 0`);
    expect(continued.episodes).toHaveLength(20);
    expect(successes(continued)).toBe(3);
    const deadlock = { code: "FAILURE / NORMATIVE_DEADLOCK_AFTER_A", detail: "R6_WRONG_PRIOR_EPOCH", step: 5 };
    for (const { episode, halt } of continued.episodes.slice(4)) expect(halt).toEqual({ ...deadlock, episode });
  });
});
