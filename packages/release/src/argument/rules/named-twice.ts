import type { CaseMade } from "../argument-facts.ts";
import { blocksConcerned, type ConcernedFault, claimsOf } from "../blocking.ts";
import type { Defect } from "../defect.ts";

/**
 * An id that two evaluations, claims or sources of a dossier share: one of them would be read for the other, and which one would
 * hang on their order. The reader of folders refuses it as well; here it is found also in a dossier that came another way.
 */
export function namedTwice(made: CaseMade): readonly Defect[] {
  const { evaluations, claims, sources } = made.dossier;
  const faults = [
    ...repeated(evaluations).map(({ id, name }) => fault("evaluations", id, () => onEvaluation(id, name, made))),
    ...repeated(claims).map(({ id }) => fault("claims", id, () => [id])),
    ...repeated(sources).map(({ id }) => fault("sources", id, () => onSource(id, made))),
  ];
  return blocksConcerned("IC-CHERRY", faults, made);
}

const repeated = <T extends { readonly id: string }>(items: readonly T[]): readonly T[] =>
  [...Map.groupBy(items, ({ id }) => id).values()].flatMap((same) => (same.length > 1 ? same.slice(0, 1) : []));

const onEvaluation = (id: string, name: string, made: CaseMade): readonly string[] =>
  claimsOf({ evaluation: id, name }, made);

const onSource = (id: string, { dossier, examination }: CaseMade): readonly string[] => [
  ...new Set(
    [...dossier.links, ...examination.links.map(({ link }) => link)].flatMap(({ source, claim }) =>
      source === id ? [claim] : [],
    ),
  ),
];

const fault = (list: string, id: string, concerned: ConcernedFault["concerned"]): ConcernedFault => ({
  place: `${list}/${id}`,
  span: [id],
  why: "This id stands twice in the dossier, so that one of the two can be read for the other.",
  cure: "Give each its own id, and keep both.",
  concerned,
});
