import type { Claim } from "../dossier/claim.ts";
import type { EvidenceLink } from "../dossier/evidence-link.ts";
import { type Expert, EXPERTS, type Route } from "./route.ts";
import type { RoutingTable } from "./routing-table.ts";

export interface Routing {
  readonly routes: readonly Route[];
  /** How many claims each expert got, in the order of `EXPERTS`. */
  readonly load: readonly { readonly expert: Expert; readonly claims: number }[];
}

/**
 * Which experts check which claim (the sheet's §5.9): the highest dot products of its features with their weights, ties by order of
 * `EXPERTS`. The sceptic gets every material claim, and measurement every figure, whatever the table says.
 */
export function routeClaims(
  claims: readonly Claim[],
  links: readonly EvidenceLink[],
  { expertsPerClaim, weights }: RoutingTable,
): Routing {
  const linksOf = Map.groupBy(links, ({ claim }) => claim);
  const weightsOf = new Map(weights.map((each) => [each.feature, each.weights]));
  const routes = claims.map((claim) => {
    const scores = scoresOf(featuresOf(claim, linksOf.get(claim.id) ?? []), weightsOf);
    const chosen = new Set([...highest(scores, expertsPerClaim), ...always(claim)]);
    return { claim: claim.id, experts: EXPERTS.filter((expert) => chosen.has(expert)) };
  });
  return { routes, load: EXPERTS.map((expert) => ({ expert, claims: routes.filter(goesTo(expert)).length })) };
}

/** Each feature once: to say a thing more often draws nothing. */
export function featuresOf(claim: Claim, links: readonly EvidenceLink[]): ReadonlySet<string> {
  const words = claim.text.toLowerCase().match(/[a-z]{1,40}/gu) ?? [];
  return new Set([
    `kind:${claim.kind}`,
    ...(claim.domain === null ? [] : [`domain:${claim.domain}`]),
    ...(claim.figure === null ? [] : ["figure"]),
    ...links.map(({ method }) => `method:${method}`),
    ...words.map((word) => `word:${word}`),
  ]);
}

const scoresOf = (
  features: ReadonlySet<string>,
  weightsOf: ReadonlyMap<string, readonly number[]>,
): readonly number[] =>
  EXPERTS.map((_, expert) =>
    [...features].reduce((score, feature) => score + (weightsOf.get(feature)?.[expert] ?? 0), 0),
  );

/** Sorting is stable: of equal scores the earlier expert. */
const highest = (scores: readonly number[], count: number): readonly Expert[] =>
  EXPERTS.map((expert, index) => ({ expert, score: scores[index] ?? 0 }))
    .toSorted((one, other) => other.score - one.score)
    .slice(0, count)
    .map(({ expert }) => expert);

const always = ({ material, figure }: Claim): readonly Expert[] => [
  ...(figure === null ? [] : (["measurement"] as const)),
  ...(material ? (["sceptic"] as const) : []),
];

const goesTo =
  (expert: Expert) =>
  ({ experts }: Route): boolean =>
    experts.includes(expert);
