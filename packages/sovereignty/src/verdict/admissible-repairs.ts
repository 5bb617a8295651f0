import { compileLaw } from "../compiler/law-compiler.ts";
import type { Vocabulary } from "../compiler/vocabulary.ts";
import { judge } from "../gate/gate.ts";
import { gateStart, type GateMemory, withContradiction } from "../gate/gate-memory.ts";
import { lawRepair, repairText } from "../law/law-repair.ts";
import { type Condition, condition } from "../law/condition.ts";
import type { EpochNonces } from "../law/epoch.ts";
import type { Law } from "../law/law.ts";
import { exceptionTo, type PatchOperation } from "../law/patch.ts";
import type { Apparatus } from "../run/apparatus.ts";
import { isNarrowRepair } from "../run/narrowness.ts";
import { situationOf } from "../mask/situation.ts";
import { actionsIn } from "../world/action.ts";
import { step } from "../world/physics.ts";
import type { ContradictionType } from "../world/target.ts";
import { episodeStart, type WorldState } from "../world/world-state.ts";
import { ORACLE_PATCHES } from "./oracle.ts";
import type { CalibrationReport } from "./stage-reports.ts";

/** No seed of the experiment: admissibility does not depend on one. */
const NONCES: EpochNonces = (index) => `calibration_nonce_epoch_${index}`;

/** Where a contradiction stands, with the law and the gate's memory there. */
interface Impasse {
  readonly law: Law;
  readonly memory: GateMemory;
  readonly world: WorldState;
  readonly traceEntryId: string;
}

/**
 * How large the set of repairs is that the gate would accept, by trying every exception of the given size: a word, its negation, and
 * for Repair A two of them joined. Each was really submitted to the gate in the state of its contradiction.
 */
export function admissibleRepairs(apparatus: Apparatus): CalibrationReport["admissible"] {
  const short = simpleConditions(apparatus.vocabulary);
  const impasseA = impasseAt(apparatus, startingLaw(apparatus), gateStart(apparatus.initialRules, NONCES), "A");
  const triedA = [...short, ...pairsOf(short)];
  const repairA = triedA.flatMap((exception) => {
    const law = accepted(apparatus, impasseA, "A", [exceptionTo("R6", exception)]);
    return law === null ? [] : [{ exception, isNarrow: isNarrowRepair(apparatus, impasseA.law, law.law, ["R6"]) }];
  });
  const afterA = accepted(apparatus, impasseA, "A", ORACLE_PATCHES.A);
  if (afterA === null) return { tried: triedA.length, repairA, repairB: [] };
  const impasseB = impasseAt(apparatus, afterA.law, afterA.memory, "B");
  const triedB = short.flatMap((atZoneA) => short.map((atZoneB) => ({ atZoneA, atZoneB })));
  const repairB = triedB.flatMap(({ atZoneA, atZoneB }) => {
    const law = accepted(apparatus, impasseB, "B", [exceptionTo("R7", atZoneA), exceptionTo("R8", atZoneB)]);
    return law === null
      ? []
      : [{ atZoneA, atZoneB, isNarrow: isNarrowRepair(apparatus, impasseB.law, law.law, ["R7", "R8"]) }];
  });
  return { tried: triedA.length + triedB.length, repairA, repairB };
}

function startingLaw({ initialRules }: Apparatus): Law {
  return { rules: initialRules, epochChain: gateStart(initialRules, NONCES).expectedChain, repairCount: 0 };
}

interface Way {
  readonly episode: number;
  readonly regime: 1 | 2;
  readonly way: readonly number[];
}

/** Walks from the start of the regime's first episode to where its contradiction stands. */
function impasseAt(apparatus: Apparatus, law: Law, memory: GateMemory, contradiction: ContradictionType): Impasse {
  const { episode, regime, way } = WAYS[contradiction];
  const world = way.reduce((state, action) => step(apparatus.physics, state, action), episodeStart(episode, regime));
  const compiled = compileLaw(apparatus.vocabulary, law.rules);
  const situation = compiled.ok ? situationOf(apparatus, compiled.value, world) : null;
  const traceEntryId = contradiction.padStart(16, "0").toLowerCase();
  if (situation?.kind !== "contradiction") return { law, memory, world, traceEntryId };
  const entry = {
    traceEntryId,
    contradiction,
    episode,
    step: world.step,
    state: world,
    blockingRuleIds: situation.blockingRuleIds,
    target: situation.target,
    progressActions: actionsIn(situation.progress),
    permittedActions: actionsIn(situation.permitted),
  };
  return { law, memory: withContradiction(memory, entry), world, traceEntryId };
}

const WAYS: Readonly<Record<ContradictionType, Way>> = {
  A: { episode: 2, regime: 1, way: [0, 0, 4, 2, 2] },
  B: { episode: 4, regime: 2, way: [0, 0, 4, 3, 3] },
};

function accepted(
  apparatus: Apparatus,
  { law, memory, world, traceEntryId }: Impasse,
  contradiction: ContradictionType,
  patches: readonly PatchOperation[],
): { readonly law: Law; readonly memory: GateMemory } | null {
  const repair = lawRepair({
    traceEntryId,
    contradiction,
    patches,
    ruleIds: patches.map(({ targetRuleId }) => targetRuleId),
    priorEpoch: law.epochChain.at(-1)!,
    regimeAtSubmission: contradiction === "A" ? 1 : 2,
  });
  const { compilerDigest: agentCompiler } = apparatus;
  const submission = { apparatus, memory, law, agentCompiler, regime: world.regime };
  const answer = judge(submission, repairText(repair), NONCES, world);
  return answer.accepted ? answer : null;
}

/** Every word of the vocabulary with every argument that it can have, the two constants, and their negations. */
function simpleConditions(vocabulary: Vocabulary): readonly Condition[] {
  const words = Object.entries(vocabulary).flatMap(([word, { parameters }]) =>
    parameters.length === 0 ? [condition(word)] : [0, 1, 2].map((regime) => condition(word, regime)),
  );
  const plain = [condition("TRUE"), condition("FALSE"), ...words];
  return [...plain, ...plain.map((each) => condition("NOT", each))];
}

const pairsOf = (conditions: readonly Condition[]): readonly Condition[] =>
  conditions.flatMap((left, place) =>
    conditions.slice(place + 1).flatMap((right) => [condition("AND", left, right), condition("OR", left, right)]),
  );
