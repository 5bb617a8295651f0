import type { EarlierEvaluation } from "../evaluation/site-facts.ts";
import { VOTING_LAYERS } from "../decision/layer.ts";
import { brierOf, foretellingsOf } from "./brier.ts";
import type { Course, Difference, Reflection } from "./reflection.ts";

/** What an evaluation looks back on. */
export interface Past {
  /** Of the subject, oldest first. */
  readonly earlier: readonly EarlierEvaluation[];
  /** Risks of the dossier for which no safeguard stood before this cycle. */
  readonly unmapped: readonly string[];
}

/** Plan against act, in a fixed order, and what follows (the sheet's §5.15). The same inputs give the same bytes. */
export function reflect(plan: Course, act: Course, past: Past): Reflection {
  return {
    plan,
    act,
    differences: differencesOf(plan, act),
    brier: brierOf(foretellingsOf(past.earlier, act)),
    proposals: proposalsOf(act, past),
  };
}

function differencesOf(plan: Course, act: Course): readonly Difference[] {
  const scalars: readonly (readonly [Difference["what"], string, string, string])[] = [
    ...VOTING_LAYERS.map((layer) => ["vote", layer, plan.votes[layer], act.votes[layer]] as const),
    ["colour", "decision", plan.colour, act.colour],
    ["cost", "T", String(plan.spentT), String(act.spentT)],
    ["failure", "longest horizon", shareOrNone(plan.failure), shareOrNone(act.failure)],
  ];
  const changed = scalars
    .filter(([, , expected, happened]) => expected !== happened)
    .map(([what, of, expected, happened]) => ({ what, of, expected, happened }));
  return [...changed, ...claimDifferences(plan, act)];
}

function claimDifferences(plan: Course, act: Course): readonly Difference[] {
  const [expected, happened] = [new Set(plan.carried), new Set(act.carried)];
  const ids = [...new Set([...expected, ...happened])].toSorted();
  return ids
    .filter((id) => expected.has(id) !== happened.has(id))
    .map((id) => ({ what: "claim", of: id, expected: held(expected.has(id)), happened: held(happened.has(id)) }));
}

/** A claim that was carried last time and is not any more misled somebody; so did a risk that nobody had a rule for. */
function proposalsOf(act: Course, { earlier, unmapped }: Past): readonly string[] {
  const now = new Set(act.carried);
  const lost = earlier.at(-1)?.course.carried.filter((id) => !now.has(id)) ?? [];
  return [...new Set([...unmapped, ...lost])].toSorted();
}

const held = (isHeld: boolean): string => (isHeld ? "carried" : "not carried");
const shareOrNone = (share: number | null): string => (share === null ? "not foretold" : String(share));
