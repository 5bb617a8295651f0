import type { Rule } from "../../law/rule.ts";
import type { Letter, RepairPlace } from "../letters/letter.ts";
import { type Breadth, CANONICAL, repairLetters } from "../letters/repair-letters.ts";
import type { Chronicle, NotedContradiction } from "../oracle/chronicle.ts";
import { expectedAnswer } from "../oracle/expected-answer.ts";
import { amended } from "../oracle/proposal.ts";
import { faceNumber } from "../oracle/face.ts";
import { lawReading } from "../oracle/law-reading.ts";
import { standingOf, whereOwed } from "../oracle/standing.ts";
import { CLEAN_PHYSICS } from "../../world/physics.ts";
import type { WorldState } from "../../world/world-state.ts";
import { lawKey } from "../run/sameness.ts";

/** How a law came about, as far as the gate's memory tells. */
export type GateStage = "no repair" | "A" | "A and B";

/** A law that an agent can come to carry, and whether its last repair mends everything that blocked. */
export interface ReachableLaw {
  readonly stage: GateStage;
  readonly rules: readonly Rule[];
  readonly isWhole: boolean;
  /** Of the repairs, in words. */
  readonly made: readonly string[];
}

/** Where the two contradictions are first met, on the only way that the masks leave: with the first item at the stamp, and at zone A. */
const AT_FIRST: Readonly<Record<"A" | "B", WorldState>> = {
  A: { cell: 14, inventory: 1, itemType: "A", served: 0, stamped: false, step: 5, episode: 2, regime: 1 },
  B: { cell: 10, inventory: 1, itemType: "A", served: 0, stamped: false, step: 5, episode: 4, regime: 2 },
};

const EPOCHS = ["0", "1", "2"].map((digit) => digit.repeat(64));

/**
 * Every law that some repair of the family can make of the first one, once for each thing that it says: after any Repair A, after any
 * Repair B that follows the candidate's A, and after the candidate's B that follows any A. Laws that forgot their repairs say what
 * the first one says.
 */
export function reachableLaws(rules: readonly Rule[], breadth: Breadth): readonly ReachableLaw[] {
  const first: ReachableLaw = { stage: "no repair", rules, isWhole: false, made: [] };
  const afterA = repairedBy(first, repairLetters(breadth), "A");
  const [canonicalA, ...otherAs] = afterA;
  const afterB = canonicalA === undefined ? [] : repairedBy(canonicalA, repairLetters(breadth), "B");
  return [first, ...afterA, ...afterB, ...otherAs.flatMap((law) => repairedBy(law, [CANONICAL], "B"))];
}

/** The laws that repairs of one contradiction make, each once. The candidate's own comes first. */
function repairedBy(
  before: ReachableLaw,
  letters: readonly Letter[],
  contradiction: "A" | "B",
): readonly ReachableLaw[] {
  const made = new Map<number, ReachableLaw>();
  const place = placeOf(before, contradiction);
  if (place === null) return [];
  for (const letter of letters) {
    const after = enacted(before, place, letter, contradiction);
    if (after === null) continue;
    const key = lawKey(after.rules, 0, place.chronicle);
    if (!made.has(key)) made.set(key, after);
  }
  return [...made.values()];
}

function placeOf({ rules, stage }: ReachableLaw, contradiction: "A" | "B"): RepairPlace | null {
  const state = AT_FIRST[contradiction];
  const { kind, target, blockers } = standingOf(CLEAN_PHYSICS, rules, state);
  if (kind !== "contradiction") return null;
  const noted: NotedContradiction = { id: "e".repeat(16), contradiction, target, blockers, state };
  const chronicle: Chronicle = {
    chain: EPOCHS.slice(0, stage === "A" ? 2 : 1),
    accepted: stage === "A" ? [{ contradiction: "A", episode: 2, regime: 1 }] : [],
    rulesAfterA: stage === "A" ? rules : null,
    noted: new Map([[noted.id, noted]]),
  };
  return { ownEntryId: noted.id, blockers, regime: state.regime, chronicle, rules };
}

function enacted(
  before: ReachableLaw,
  place: RepairPlace,
  letter: Letter,
  contradiction: "A" | "B",
): ReachableLaw | null {
  const { chronicle, regime, rules } = place;
  const proposal = letter.write(place);
  const epochChain = chronicle.chain;
  const asked = { physics: CLEAN_PHYSICS, chronicle, rules, epochChain, regime, hasTheSameCompiler: true, proposal };
  if (expectedAnswer(asked) !== "ACCEPTED") return null;
  const mark = EPOCHS[contradiction === "A" ? 1 : 2]!;
  const touched = new Set(proposal.patches.map(({ targetRuleId }) => targetRuleId));
  const after = amended(rules, proposal).map((rule) => (touched.has(rule.id) ? { ...rule, repairEpoch: mark } : rule));
  // A new condition can forbid anew elsewhere; an exception only ever gives leave.
  const onlyGivesLeave = proposal.patches.every(({ op }) => op === "ADD_EXCEPTION");
  return {
    stage: contradiction === "A" ? "A" : "A and B",
    rules: after,
    isWhole:
      onlyGivesLeave && (contradiction === "A" || whereOwed(AT_FIRST.B).every((state) => mayDeposit(after, state))),
    made: [...before.made, letter.label],
  };
}

const mayDeposit = (rules: readonly Rule[], state: WorldState): boolean =>
  (lawReading(rules).permittedAt(faceNumber(state)) & 32) !== 0;
