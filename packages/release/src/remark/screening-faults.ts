import type { LevelFacts } from "../level/effective-level.ts";
import { competingClaims } from "../evaluation/competing-claims.ts";
import type { VerifiedCase } from "../evaluation/verify-case.ts";
import { rankOf } from "../policy/level.ts";
import type { Policy } from "../policy/policy.ts";
import { compactFlop, share } from "../report/words.ts";
import { isCarried, type JudgedClaim } from "../verification/judge-claims.ts";

/** Each condition of screening that fails, in words; empty where no screening claim is set, or where it screens (RS-519). */
export function screeningFaults(verified: VerifiedCase, policy: Policy["verification"]): readonly string[] {
  const { levelFacts: facts } = verified;
  if (facts.screeningClaim === null) return [];
  const faults = [...ofClaim(facts.screeningClaim, verified, policy), ...ofCompute(facts), ...ofParents(facts)];
  return faults.length > 0 ? faults : ofDeterminations(verified);
}

function ofClaim(id: string, { strictlyJudged, defects }: VerifiedCase, policy: Policy["verification"]): string[] {
  const judged = strictlyJudged.find(({ claim }) => claim.id === id);
  if (judged === undefined) return ["no claim has this id"];
  const { kind } = judged.claim;
  const isOfPace = competingClaims(defects).has(id);
  return [
    ...(kind === "compute" ? [] : [`it is of kind ${kind}; it must be compute`]),
    ...(isCarried(judged) ? [] : [`it is not carried: ${lackOf(judged, policy)}`]),
    ...(isCarried(judged) && isOfPace ? ["it speaks of the pace of others"] : []),
  ];
}

/** A level may not rest on evidence that would not do at a higher one: so more may be asked here than of any other claim. */
function lackOf({ status, after, cause }: JudgedClaim, policy: Policy["verification"]): string {
  if (status === "REFUTED") return "it is refuted";
  if (cause === "ARGUMENT_DEFECT") return "its argument has a defect";
  if (after.refutation >= policy.contestedFrom) return `${share(after.refutation)} speaks against it`;
  if (after.score < policy.corroboration) return `its score is ${share(after.score)} of ${share(policy.corroboration)}`;
  return `${after.supportingGroups} of ${policy.groupsMinHigh} independence groups, which a claim needs that fixes a level`;
}

function ofCompute({ subject: { trainingFlop }, screeningFlopMax }: LevelFacts): string[] {
  if (screeningFlopMax === null) return ["the policy screens nothing"];
  const most = compactFlop(`${screeningFlopMax}`);
  if (trainingFlop === null) return [`trainingFlop is null; it must be stated, and below ${most}`];
  if (BigInt(trainingFlop.flop) < screeningFlopMax) return [];
  return [`trainingFlop is ${compactFlop(trainingFlop.flop)}; it must be below ${most}`];
}

const ofParents = ({ subject: { parents } }: LevelFacts): string[] =>
  parents
    .filter(({ level }) => rankOf(level) > rankOf("ASL-2"))
    .map(({ id, level }) => `its parent ${id} stands at ${level}; it may be derived from nothing above ASL-2`);

/** All conditions hold, and a line is open all the same: somebody says so of it. */
function ofDeterminations({ levelFacts: { determinations }, openThresholds }: VerifiedCase): string[] {
  const open = new Set(openThresholds);
  return determinations
    .filter(({ threshold, state }) => state !== "ruled_out" && open.has(threshold))
    .map(
      ({ threshold, state }) => `the determination of ${threshold} says ${state}, and screening does not overrule it`,
    );
}
