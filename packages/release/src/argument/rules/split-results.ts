import type { Evaluation } from "../../dossier/evaluation.ts";
import { figureStanding } from "../../evaluation-log/figure.ts";
import type { CaseMade } from "../argument-facts.ts";
import type { EvaluationFault, Fault } from "../blocking.ts";
import { pooledRecount, splitEvaluations } from "../same-evaluation.ts";

/**
 * One evaluation in several entries is one evaluation with all of their runs: what is claimed of one entry has to hold over all.
 * Else the runs that fail could stand beside, reported and without effect. One log in two entries would count twice.
 */
export const splitResults = (made: CaseMade): readonly EvaluationFault[] =>
  splitEvaluations(made.dossier.evaluations).flatMap((entries) => {
    if (hasLogTwice(entries, made)) return faultsOf(entries, made, LOG_TWICE);
    return isPicked(entries, made) ? faultsOf(entries, made, PICKED) : [];
  });

type Told = Pick<Fault, "why" | "cure">;

const PICKED: Told = {
  why: "The dossier gives this evaluation in several entries, and over all of their runs the stated figure does not hold.",
  cure: "Put all runs into one entry, and state what they show together.",
};

const LOG_TWICE: Told = {
  why: "The dossier gives this evaluation in several entries, and one log stands in two of them.",
  cure: "Put all runs into one entry, each log once.",
};

/** A fault for each entry that something rests on, so that no claim gets by on the other one. */
export function faultsOf(entries: readonly Evaluation[], made: CaseMade, told: Told): readonly EvaluationFault[] {
  const inOrder = entries.toSorted((one, other) => (one.id < other.id ? -1 : Number(one.id > other.id)));
  const relied = inOrder.filter(({ id }) => made.claimsOn.has(id));
  const span = inOrder.map(({ id }) => id);
  return (relied.length === 0 ? inOrder.slice(0, 1) : relied).map(({ id, name }) => ({
    evaluation: id,
    name,
    place: `evaluations/${id}`,
    span,
    ...told,
  }));
}

/** Byte for byte, or by what it says. */
function hasLogTwice(entries: readonly Evaluation[], { recounts }: CaseMade): boolean {
  const logs = entries.flatMap(({ runs }) => [...new Set(runs.map(({ digest }) => digest))]);
  const contents = entries.flatMap(({ id }) => [...new Set(recounts.get(id)?.contents)]);
  return [logs, contents].some((each) => new Set(each).size < each.length);
}

/** Contradicted by all runs together, or shown by those of its own entry and not by all. */
function isPicked(entries: readonly Evaluation[], { dossier, recounts }: CaseMade): boolean {
  const ids = new Set(entries.map(({ id }) => id));
  const pool = pooledRecount(entries, (id) => recounts.get(id));
  return dossier.claims.some(({ figure }) => {
    if (figure === null || !ids.has(figure.evaluation)) return false;
    const [own, all] = [recounts.get(figure.evaluation), figureStanding(figure, pool)];
    const isShownAlone = own !== undefined && figureStanding(figure, own) === "shown";
    return all === "contradicted" || (isShownAlone && all !== "shown");
  });
}
