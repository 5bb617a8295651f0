import type { Dossier } from "../../dossier/dossier.ts";
import type { DossierFault } from "./dossier-fault.ts";
import type { PartName } from "./dossier-parts.ts";

/** Where a field stands, for people. */
export type PlaceOf = (part: PartName, pointer: string) => { readonly file: string; readonly line: number | null };

/**
 * Names that lead nowhere (`DOSSIER_REFERENCE_UNKNOWN`) and ids that stand twice (`DOSSIER_ID_TWICE`): a mistyped name would leave a
 * claim without its evidence, and nobody would be told why. What the policy and the site know (lines, signals, safeguards) is not asked.
 */
export function referenceFaults(dossier: Dossier, placeOf: PlaceOf, faultsMax: number): readonly DossierFault[] {
  const faults: DossierFault[] = [];
  for (const fault of allFaults(dossier, placeOf)) {
    faults.push(fault);
    if (faults.length >= faultsMax) break;
  }
  return faults;
}

function* allFaults(dossier: Dossier, placeOf: PlaceOf): Generator<DossierFault> {
  for (const { part, ids } of idLists(dossier)) yield* repeatedIn(part, ids, placeOf);
  const known: Readonly<Record<Kind, ReadonlySet<string>>> = {
    claim: new Set(dossier.claims.map(({ id }) => id)),
    source: new Set(dossier.sources.map(({ id }) => id)),
    evaluation: new Set(dossier.evaluations.map(({ id }) => id)),
  };
  for (const reference of references(dossier))
    if (!known[reference.kind].has(reference.id)) yield unknown(reference, known[reference.kind], placeOf);
}

type Kind = "claim" | "source" | "evaluation";

interface Reference {
  readonly part: PartName;
  readonly pointer: string;
  readonly kind: Kind;
  readonly id: string;
}

const to = (kind: Kind, part: PartName, pointer: string, id: string): Reference => ({ part, pointer, kind, id });

function* references({
  screeningClaim,
  claims,
  links,
  determinations,
  mission,
  plan,
  telemetry,
}: Dossier): Generator<Reference> {
  if (screeningClaim !== null) yield to("claim", "dossier", "/screeningClaim", screeningClaim);
  for (const [at, { figure }] of claims.entries())
    if (figure !== null) yield to("evaluation", "claims", `/${at}/figure/evaluation`, figure.evaluation);
  for (const [at, { claim, source }] of links.entries()) {
    yield to("claim", "links", `/${at}/claim`, claim);
    yield to("source", "links", `/${at}/source`, source);
  }
  yield* cited("determinations", "", determinations);
  yield* cited("mission", "/hardLines", mission.hardLines);
  for (const [at, { check }] of plan.phases.entries())
    if (check !== null) yield to("source", "plan", `/phases/${at}/check/source`, check.source);
  for (const [at, { source }] of plan.drills.entries()) yield to("source", "plan", `/drills/${at}/source`, source);
  for (const [at, { source }] of telemetry.entries()) yield to("source", "telemetry", `/${at}/source`, source);
}

function* cited(
  part: PartName,
  list: string,
  items: readonly { readonly claims: readonly string[] }[],
): Generator<Reference> {
  for (const [at, { claims }] of items.entries())
    for (const [place, id] of claims.entries()) yield to("claim", part, `${list}/${at}/claims/${place}`, id);
}

/** Ids with the place of each. Each list is a space of names of its own. */
interface IdList {
  readonly part: PartName;
  readonly ids: readonly (readonly [pointer: string, id: string])[];
}

function idLists({ claims, sources, risks, evaluations, mission, plan }: Dossier): readonly IdList[] {
  return [
    idsOf("claims", "", claims),
    idsOf("sources", "", sources),
    idsOf("risks", "", risks),
    idsOf("evaluations", "", evaluations),
    ...evaluations.map(({ runs }, at) => idsOf("evaluations", `/${at}/runs`, runs)),
    idsOf("mission", "/hardLines", mission.hardLines),
    idsOf("mission", "/incidents", mission.incidents),
    idsOf("plan", "/phases", plan.phases),
    idsOf("plan", "/drills", plan.drills),
    idsOf("plan", "/levers", plan.levers),
  ];
}

const idsOf = (part: PartName, list: string, items: readonly { readonly id: string }[]): IdList => ({
  part,
  ids: items.map(({ id }, at) => [`${list}/${at}/id`, id]),
});

function* repeatedIn(part: PartName, ids: IdList["ids"], placeOf: PlaceOf): Generator<DossierFault> {
  const seen = new Set<string>();
  for (const [path, id] of ids) {
    if (seen.has(id))
      yield {
        code: "DOSSIER_ID_TWICE",
        ...placeOf(part, path),
        path,
        expected: "each id once",
        received: `"${id}" again`,
        fix: "give one of the two another id",
      };
    seen.add(id);
  }
}

const PART_OF = { claim: "claims", source: "sources", evaluation: "evaluations" } as const;

function unknown({ part, pointer, kind, id }: Reference, known: ReadonlySet<string>, placeOf: PlaceOf): DossierFault {
  const { file } = placeOf(PART_OF[kind], "");
  const near = nearest(id, known).map((each) => `"${each}"`);
  const there =
    near.length === 0 ? `${file} has none` : `${file} has ${near.join(", ")}${known.size > near.length ? ", …" : ""}`;
  return {
    code: "DOSSIER_REFERENCE_UNKNOWN",
    ...placeOf(part, pointer),
    path: pointer,
    expected: `the id of ${kind === "evaluation" ? "an" : "a"} ${kind} of ${file}`,
    received: `"${id}"; ${there}`,
    fix: `name one that is there, or add it to ${file}`,
  };
}

const NEAREST_MAX = 3;

/** Those that begin and end most alike: in linear time, for there may be ten thousand. */
const nearest = (id: string, known: ReadonlySet<string>): readonly string[] =>
  [...known]
    .map((other) => [other, likeness(id, other)] as const)
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, NEAREST_MAX)
    .map(([other]) => other);

function likeness(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let [begin, end] = [0, 0];
  while (begin < most && one[begin] === other[begin]) begin += 1;
  while (end < most - begin && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  return 2 * (begin + end) - Math.abs(one.length - other.length);
}
