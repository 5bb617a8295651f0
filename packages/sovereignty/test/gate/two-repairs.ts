import { digestOf, utf8 } from "@plimsoll/foundation";
import { compileLaw } from "../../src/compiler/law-compiler.ts";
import { type GateAnswer, judge } from "../../src/gate/gate.ts";
import { gateStart, withContradiction } from "../../src/gate/gate-memory.ts";
import { type LawRepair, lawRepair, repairText } from "../../src/law/law-repair.ts";
import type { Submission } from "../../src/gate/repair-case.ts";
import { condition } from "../../src/law/condition.ts";
import type { EpochNonces } from "../../src/law/epoch.ts";
import { exceptionTo } from "../../src/law/patch.ts";
import { type Apparatus, cleanApparatus } from "../../src/run/apparatus.ts";
import { situationOf } from "../../src/mask/situation.ts";
import { type ContradictionEntry, traceEntryId } from "../../src/trace/trace-entry.ts";
import { actionsIn } from "../../src/world/action.ts";
import { STAMP_LOCATION, ZONE_CELLS } from "../../src/world/grid.ts";
import { episodeStart, type WorldState } from "../../src/world/world-state.ts";

export const APPARATUS: Apparatus = cleanApparatus(digestOf(utf8("the compiler")));

export const NONCES: EpochNonces = (index) => `nonce ${index}`;

/** Regime 1, at the stamp, with cargo that is not stamped: Contradiction A. */
export const AT_STAMP: WorldState = {
  ...episodeStart(2, 1),
  ...{ cell: STAMP_LOCATION, inventory: 1, itemType: "A", step: 5 },
};

/** Regime 2, at zone A, with its item: Contradiction B. */
export const AT_ZONE_A: WorldState = {
  ...episodeStart(4, 2),
  ...{ cell: ZONE_CELLS[0], inventory: 1, itemType: "A", step: 5 },
};

/** Regime 2, at zone B, with its item, nothing served: Contradiction B met at the other zone. */
export const AT_ZONE_B: WorldState = { ...AT_ZONE_A, cell: ZONE_CELLS[1], itemType: "B" };

/** What an agent submits, before the gate. */
export interface Attempt {
  readonly submission: Submission;
  readonly repair: LawRepair;
}

/** The entry of the contradiction that a state is; an error where it is none. */
export function contradictionAt(
  apparatus: Apparatus,
  rules: Submission["law"]["rules"],
  state: WorldState,
): ContradictionEntry {
  const law = compileLaw(apparatus.vocabulary, rules);
  if (!law.ok) throw new Error(law.error.expected);
  const situation = situationOf(apparatus, law.value, state);
  if (situation.kind !== "contradiction") throw new Error(`the situation is ${situation.kind}`);
  return {
    traceEntryId: traceEntryId(42, state.episode, state.step, "CONTRADICTION", 0),
    contradiction: state.regime === 2 ? "B" : "A",
    episode: state.episode,
    step: state.step,
    blockingRuleIds: situation.blockingRuleIds,
    target: situation.target,
    progressActions: actionsIn(situation.progress),
    permittedActions: actionsIn(situation.permitted),
    state,
  };
}

/** A valid Repair A under the frozen law. */
export function attemptA(): Attempt {
  const { initialRules, compilerDigest } = APPARATUS;
  const memory = gateStart(initialRules, NONCES);
  const entry = contradictionAt(APPARATUS, initialRules, AT_STAMP);
  return {
    submission: {
      apparatus: APPARATUS,
      memory: withContradiction(memory, entry),
      law: { rules: initialRules, epochChain: memory.expectedChain, repairCount: 0 },
      agentCompiler: compilerDigest,
      regime: 1,
    },
    repair: lawRepair({
      traceEntryId: entry.traceEntryId,
      ruleIds: ["R6"],
      patches: [exceptionTo("R6", condition("AT_STAMP"))],
      priorEpoch: memory.expectedChain[0]!,
      contradiction: "A",
      regimeAtSubmission: 1,
    }),
  };
}

/** A valid Repair B, after Repair A, of the contradiction in this state. */
export function attemptB(state: WorldState = AT_ZONE_A): Attempt {
  const { submission } = attemptA();
  const afterA = submitted(attemptA());
  if (!afterA.accepted) throw new Error(afterA.code);
  const entry = contradictionAt(APPARATUS, afterA.law.rules, state);
  return {
    submission: { ...submission, memory: withContradiction(afterA.memory, entry), law: afterA.law, regime: 2 },
    repair: lawRepair({
      traceEntryId: entry.traceEntryId,
      ruleIds: ["R7", "R8"],
      patches: [exceptionTo("R7", condition("CAN_DELIVER_A")), exceptionTo("R8", condition("CAN_DELIVER_B"))],
      priorEpoch: afterA.memory.expectedChain[1]!,
      contradiction: "B",
      regimeAtSubmission: 2,
    }),
  };
}

export const submitted = ({ submission, repair }: Attempt): GateAnswer => submittedText(submission, repairText(repair));

export const submittedText = (submission: Submission, text: string): GateAnswer =>
  judge(submission, text, NONCES, { episode: submission.regime === 2 ? 4 : 2, step: 5 });

/** The gate's answer as one word. */
export const answerTo = (attempt: Attempt): string => codeOf(submitted(attempt));

export const codeOf = (answer: GateAnswer): string => (answer.accepted ? "ACCEPTED" : answer.code);

export const withRepair = ({ submission, repair }: Attempt, changes: Partial<LawRepair>): Attempt => ({
  submission,
  repair: lawRepair({ ...repair, ...changes }),
});

export const withSubmission = ({ submission, repair }: Attempt, changes: Partial<Submission>): Attempt => ({
  submission: { ...submission, ...changes },
  repair,
});

/** The same with the last of its digits another. */
export const withOtherDigit = (hexadecimal: string): string =>
  hexadecimal.slice(0, -1) + (hexadecimal.endsWith("0") ? "1" : "0");
