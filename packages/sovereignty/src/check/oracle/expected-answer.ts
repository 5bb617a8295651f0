import type { GateCode } from "../../gate/gate-code.ts";
import type { PatchOperation } from "../../law/patch.ts";
import type { Rule } from "../../law/rule.ts";
import type { PhysicsRules } from "../../world/physics.ts";
import type { Regime } from "../../world/world-state.ts";
import { type Chronicle, isTheSameLaw, type NotedContradiction } from "./chronicle.ts";
import { faceNumber } from "./face.ts";
import { activeWhere, lawReading } from "./law-reading.ts";
import { nearerBy } from "./nearness.ts";
import { amended, type Proposal, saysTheSame, touchedRules } from "./proposal.ts";
import { type FaceSet, wordsOf } from "./truth.ts";

/** Everything that the gate is asked with. */
export interface Asked {
  readonly physics: PhysicsRules;
  readonly chronicle: Chronicle;
  readonly rules: readonly Rule[];
  /** The epochs that the agent's law shows. */
  readonly epochChain: readonly string[];
  readonly regime: Regime;
  readonly hasTheSameCompiler: boolean;
  readonly proposal: Proposal;
}

/** What a gate that follows R1–R10 to the letter would say: the first rule that is broken, or that nothing is. */
export function expectedAnswer(asked: Asked): GateCode | "ACCEPTED" {
  if (!asked.proposal.isWellFormed) return "R3_COMPILATION_FAILED";
  const cited = asked.chronicle.noted.get(asked.proposal.traceEntryId) ?? null;
  const isAboutIdentity = cited !== null && cited.target === null;
  // Seed §11: who is not itself is not asked what it would repair.
  const byIdentity = isAboutIdentity && citesAnotherEpoch(asked) ? "R6_WRONG_PRIOR_EPOCH" : null;
  const brokenFirst = isAboutIdentity ? (byIdentity ?? brokenByIdentity(asked)) : null;
  return (
    brokenFirst ?? brokenByForm(asked, cited) ?? brokenByContent(asked, cited) ?? brokenByIdentity(asked) ?? "ACCEPTED"
  );
}

/** R5: a repair is of the law that the world saw last. */
const brokenByIdentity = ({ chronicle, rules, epochChain }: Asked): GateCode | null =>
  isTheSameLaw(chronicle, rules, epochChain) ? null : "R5_EPOCH_MISMATCH";

const citesAnotherEpoch = ({ chronicle, proposal }: Asked): boolean => proposal.priorEpoch !== chronicle.chain.at(-1);

/** R9, R8, R7, R6 and R1, which need no look at what the patches do. */
function brokenByForm(asked: Asked, cited: NotedContradiction | null): GateCode | null {
  const { chronicle, rules, proposal } = asked;
  const touched = touchedRules(rules, proposal);
  const blockers = new Set<string>(cited?.blockers);
  if (chronicle.accepted.length === 2) return "R9_PATCH_STACKING";
  if (isOfAnotherRegime(asked, cited)) return "R9_WRONG_REGIME";
  if (chronicle.accepted.some(({ contradiction }) => contradiction === proposal.contradiction))
    return "R9_DUPLICATE_REGIME_REPAIR";
  if (!asked.hasTheSameCompiler) return "R8_COMPILER_DRIFT";
  if (cited === null) return "R7_TRACE_ENTRY_NOT_FOUND";
  if (proposal.ruleIds.some((id) => !blockers.has(id))) return "R7_RULE_NOT_IN_TRACE";
  if (citesAnotherEpoch(asked)) return "R6_WRONG_PRIOR_EPOCH";
  if (touched.length === 0) return "R1_NO_RULE_MODIFIED";
  if (!touched.some((id) => proposal.ruleIds.includes(id))) return "R7_NO_CITED_RULE_MODIFIED";
  if (proposal.patches.some(({ targetRuleId }) => !blockers.has(targetRuleId))) return "R1_RULE_NOT_RESPONSIBLE";
  return speaksOfTheOther(proposal) ? "R1_FOREIGN_PREDICATE" : null;
}

function isOfAnotherRegime({ regime, proposal }: Asked, cited: NotedContradiction | null): boolean {
  const due = { A: 1, B: 2 }[proposal.contradiction];
  return (
    due !== regime ||
    due !== proposal.regimeAtSubmission ||
    (cited?.contradiction ?? proposal.contradiction) !== proposal.contradiction
  );
}

const RESERVED: Readonly<Record<"A" | "B", ReadonlySet<string>>> = {
  A: new Set(["STAMPED", "AT_STAMP"]),
  B: new Set(["AT_ZONE_A", "AT_ZONE_B", "CAN_DELIVER_A", "CAN_DELIVER_B"]),
};

const speaksOfTheOther = ({ contradiction, patches }: Proposal): boolean =>
  patches.flatMap(wordsOfPatch).some((word) => RESERVED[contradiction === "A" ? "B" : "A"].has(word));

const wordsOfPatch = (patch: PatchOperation): readonly string[] =>
  patch.op === "CHANGE_PRIORITY"
    ? []
    : wordsOf(patch.op === "ADD_EXCEPTION" ? patch.exceptionCondition : patch.newCondition);

/** R3, R2, R4 and R10, on the law as it would be. */
function brokenByContent(asked: Asked, cited: NotedContradiction | null): GateCode | null {
  const { physics, chronicle, rules, proposal } = asked;
  const operations = proposal.patches.map(({ targetRuleId, op }) => `${targetRuleId} ${op}`);
  if (new Set(operations).size < operations.length) return "R3_COMPILATION_FAILED";
  const after = amended(rules, proposal);
  if (!leavesAWay(physics, after, cited)) return "R2_STILL_NO_PROGRESS";
  if (rules.some((rule, index) => makesDefault(rule, after[index]!))) return "R4_NEW_DEFAULT_DETECTED";
  const replayed = proposal.contradiction === "A" || chronicle.rulesAfterA === null ? null : chronicle.rulesAfterA;
  return replayed !== null && leavesAWay(physics, replayed, cited) ? "R10_B_SUBSUMED_BY_A" : null;
}

/** Whether, where the contradiction was, something that brings its target nearer may be done under these rules. */
function leavesAWay(physics: PhysicsRules, rules: readonly Rule[], cited: NotedContradiction | null): boolean {
  if (cited === null || cited.target === null) return false;
  const permitted = lawReading(rules).permittedAt(faceNumber(cited.state));
  return (nearerBy(physics, cited.state, cited.target) & permitted) !== 0;
}

/** R4: a ban that no longer binds anywhere it did, a leave where there was none, a duty that lapses somewhere, a rank that was moved. */
function makesDefault(before: Rule, after: Rule): boolean {
  if (saysTheSame(before, after)) return false;
  if (before.priority !== after.priority) return true;
  const [was, is] = [activeWhere(before), activeWhere(after)];
  if (before.type === "PROHIBITION") return !was.some((bit, face) => bit === 1 && is[face] === 1);
  return before.type === "PERMISSION" ? hasMore(is, was) : hasMore(was, is);
}

const hasMore = (left: FaceSet, right: FaceSet): boolean => left.some((bit, face) => bit === 1 && right[face] === 0);
