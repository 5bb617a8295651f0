import type { Digest } from "@plimsoll/foundation";
import { type Colour, isGreener } from "../../decision/colour.ts";
import type { Decision } from "../../decision/decision.ts";
import { evaluate } from "../../evaluation/evaluate.ts";
import type { EvaluationInput } from "../../evaluation/evaluation-input.ts";
import type { Arbiter, ChangeVote } from "../../evolution/change-lock.ts";
import type { Safeguard } from "../../evolution/safeguard.ts";
import type { Policy } from "../../policy/policy.ts";
import { implementationDigest } from "./implementation.ts";
import { shipped } from "./shipped.ts";
import { goldenTrials } from "./trials.ts";

/** Rules under which every golden dossier is decided. */
export interface RuleSet {
  readonly policy: Policy;
  readonly safeguards: readonly Safeguard[];
}

interface Tried {
  readonly id: string;
  readonly before: Decision;
  readonly after: Decision;
}

/**
 * How the three arbiters vote on a change: each golden dossier is decided under the rules in force and under the candidate, and
 * each arbiter compares what is its own. None is Green that would let anything become greener.
 */
export function changeVotes(before: RuleSet, after: RuleSet, candidate: Digest, atMs: number): readonly ChangeVote[] {
  const tried = triedUnder(before, after);
  const vote = (by: Arbiter, name: string, colourOf: (decision: Decision) => Colour): ChangeVote => {
    const rows = tried.map(({ id, ...each }) => ({ id, was: colourOf(each.before), is: colourOf(each.after) }));
    const greener = rows.filter(({ was, is }) => isGreener(is, was));
    const reasons = greener.length === 0 ? [unchanged(name, rows)] : greener.map((row) => wouldBe(name, row));
    return { by, candidate, colour: greener.length === 0 ? "GREEN" : "RED", reasons, atMs };
  };
  return [
    vote("L1", "verification", ({ votes }) => votes.L1),
    vote("L2", "stability", ({ votes }) => votes.L2),
    arbitrationVote(vote, tried),
  ];
}

/** The arbitration answers for its own layer and for the whole answer: what no layer claims is not left to nobody. */
function arbitrationVote(
  vote: (by: Arbiter, name: string, colourOf: (decision: Decision) => Colour) => ChangeVote,
  tried: readonly Tried[],
): ChangeVote {
  const own = vote("arbitration", "arbitration", ({ votes }) => votes.L3);
  const whole = vote("arbitration", "the answer", ({ colour }) => colour);
  const colour = own.colour === "GREEN" && whole.colour === "GREEN" && tried.length > 0 ? "GREEN" : "RED";
  return { ...own, colour, reasons: [...own.reasons, ...whole.reasons] };
}

type Row = { readonly id: string; readonly was: Colour; readonly is: Colour };

const unchanged = (name: string, rows: readonly Row[]): string => {
  const redder = rows.filter(({ was, is }) => was !== is).map(({ id }) => id);
  const stricter = redder.length === 0 ? "all as before" : `stricter in ${redder.join(", ")}`;
  return `Of ${rows.length} golden dossiers none becomes greener in ${name}: ${stricter}.`;
};

const wouldBe = (name: string, { id, was, is }: Row): string =>
  `${id} would go from ${was} to ${is} in ${name} under the candidate.`;

function triedUnder(before: RuleSet, after: RuleSet): readonly Tried[] {
  const { intakeRules } = shipped();
  const implementation = implementationDigest();
  const trialsOf = (rules: RuleSet): readonly EvaluationInput[] =>
    goldenTrials({ ...rules, intakeRules, implementation });
  const [old, fresh] = [trialsOf(before), trialsOf(after)];
  return old.flatMap((trial, place) => {
    const other = fresh[place];
    return other === undefined ? [] : [{ id: trial.evaluation, before: decided(trial), after: decided(other) }];
  });
}

/** A trial makes no rules of its own: on both sides a new risk waits for a person. */
const decided = (trial: EvaluationInput): Decision => evaluate(trial, () => []).decision;
