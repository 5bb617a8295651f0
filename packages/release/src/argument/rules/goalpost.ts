import type { Evaluation } from "../../dossier/evaluation.ts";
import type { EarlierEvaluation } from "../../evaluation/site-facts.ts";
import type { ArgumentRule, CaseMade } from "../argument-facts.ts";
import { blocksCase } from "../blocking.ts";
import { type Aspect, changeKey } from "../change-key.ts";
import { plain } from "../sentence.ts";

type Then = EarlierEvaluation["evaluations"][number];
type Bar = Then["figures"][number];

interface Move {
  readonly aspect: Aspect;
  /** As the change log is to name it. */
  readonly key: string;
}

/**
 * `IC-GOALPOST`: an evaluation of an earlier dossier is measured otherwise now, and the change log does not say so. Compared with all
 * earlier dossiers, so that a change is not forgotten by being made twice.
 */
export const goalpost: ArgumentRule = {
  rule: "IC-GOALPOST",
  examine: (made) => {
    const faults = movedEvaluations(made).map(({ evaluation: { id, name }, moves }) => ({
      evaluation: id,
      name,
      place: `evaluations/${id}`,
      span: moves.map(({ aspect }) => aspect),
      why: `Since an earlier dossier of this subject the ${moves.map(({ aspect }) => aspect).join(" and the ")} changed without an entry in the change log.`,
      cure: `Log the change with who and why under ${moves.map(({ key }) => key).join(" and ")}, or go back to what it was.`,
    }));
    return blocksCase("IC-GOALPOST", faults, made);
  },
};

function movedEvaluations(made: CaseMade): readonly {
  readonly evaluation: Evaluation;
  readonly moves: readonly Move[];
}[] {
  const [byName, byId] = [new Map<string, Then[]>(), new Map<string, Then[]>()];
  for (const then of made.earlier.flatMap(({ evaluations }) => evaluations)) {
    add(byName, plain(then.name), then);
    add(byId, then.id, then);
  }
  const figures = figuresOf(made);
  return made.dossier.evaluations.flatMap((evaluation) => {
    const thens = new Set([...(byName.get(plain(evaluation.name)) ?? []), ...(byId.get(evaluation.id) ?? [])]);
    const moves = movesSince(evaluation, [...thens], figures.get(evaluation.id) ?? []);
    const silent = moves.filter(({ key }) => !made.changeLogged.has(key));
    return silent.length === 0 ? [] : [{ evaluation, moves: silent }];
  });
}

function movesSince(now: Evaluation, thens: readonly Then[], bars: readonly Bar[]): readonly Move[] {
  const moved = (aspect: Aspect, value: string | number | null, isMoved: (then: Then) => boolean): readonly Move[] =>
    thens.some(isMoved) ? [{ aspect, key: changeKey(now.id, aspect, value) }] : [];
  return [
    ...moved("version", now.version, ({ version }) => version !== now.version),
    ...moved("grader", now.graderDigest, ({ graderDigest }) => graderDigest !== now.graderDigest),
    ...moved("elicitation", now.elicitation, ({ elicitation }) => elicitation !== now.elicitation),
    ...bars.flatMap((bar) => moved("share", bar.share, (then) => then.figures.some((old) => isEasier(bar, old)))),
  ];
}

/** A stricter bar says all that the old one said; only an easier one says less. */
const isEasier = (now: Bar, old: Bar): boolean =>
  now.comparator === old.comparator && (now.comparator === "at least" ? now.share < old.share : now.share > old.share);

function figuresOf({ dossier }: CaseMade): ReadonlyMap<string, readonly Bar[]> {
  const figures = new Map<string, Bar[]>();
  for (const { figure } of dossier.claims)
    if (figure !== null && !figures.get(figure.evaluation)?.some((bar) => isSame(bar, figure)))
      add(figures, figure.evaluation, { comparator: figure.comparator, share: figure.share });
  return figures;
}

const isSame = (one: Bar, other: Bar): boolean => one.comparator === other.comparator && one.share === other.share;

function add<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key) ?? [];
  list.push(value);
  lists.set(key, list);
}
