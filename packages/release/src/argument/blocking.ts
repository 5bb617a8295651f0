import type { CaseMade } from "./argument-facts.ts";
import type { Defect } from "./defect.ts";
import { claimsNaming, claimsNamingAny } from "./naming.ts";

/** What a rule found, before it is known which claims it blocks. */
export interface Fault {
  readonly place: string;
  readonly span: readonly string[];
  readonly why: string;
  readonly cure: string;
}

/** As many claims as one defect may name: more of them make more defects. */
const CLAIMS_MAX = 4096;
const TEXT_LENGTH_MAX = 700;
const SPANS_MAX = 8;
/** From here on, evaluations are told together: each may block every claim, and no reader reads on. */
const NAMED_MAX = 64;

export const blocks = (rule: Defect["rule"], claims: readonly string[], fault: Fault): readonly Defect[] =>
  chunks(claims).map((some) => ({ rule, severity: "blocks", ...tidy(fault), claims: some }));

export const notes = (rule: Defect["rule"], fault: Fault): Defect => ({
  rule,
  severity: "note",
  ...tidy(fault),
  claims: [],
});

/** A defect of an evaluation, by its id and its name. */
export interface EvaluationFault extends Fault {
  readonly evaluation: string;
  readonly name: string;
}

/** The claims that rest on an evaluation, or name it. */
export const claimsOf = (
  { evaluation, name }: Pick<EvaluationFault, "evaluation" | "name">,
  made: CaseMade,
): readonly string[] => [
  ...new Set([...(made.claimsOn.get(evaluation) ?? []), ...claimsNaming({ id: evaluation, name }, made.claims)]),
];

/** Defects of evaluations that matter only to what rests on them, or names them. */
export function blocksClaimsOn(
  rule: Defect["rule"],
  faults: readonly EvaluationFault[],
  made: CaseMade,
): readonly Defect[] {
  const alone = faults.slice(0, NAMED_MAX).flatMap((fault) => {
    const claims = claimsOf(fault, made);
    return claims.length === 0 ? [] : blocks(rule, claims, fault);
  });
  const others = faults.slice(NAMED_MAX);
  const claims = claimsOnAny(others, made);
  return claims.length === 0 ? alone : [...alone, ...together(rule, others, claims)];
}

/** Every material claim where there are too many to look for by name: whoever looked for no more must not say that there is none. */
function claimsOnAny(faults: readonly EvaluationFault[], made: CaseMade): readonly string[] {
  const named = claimsNamingAny(
    faults.map(({ evaluation, name }) => ({ id: evaluation, name })),
    made.claims,
  );
  if (named === null) return made.material;
  return [...new Set([...faults.flatMap(({ evaluation }) => made.claimsOn.get(evaluation) ?? []), ...named])];
}

/** Defects of evaluations that matter to the whole case: see `blocksConcerned`. */
export const blocksCase = (
  rule: Defect["rule"],
  faults: readonly EvaluationFault[],
  made: CaseMade,
): readonly Defect[] =>
  blocksConcerned(
    rule,
    faults.map((fault) => ({ ...fault, concerned: () => claimsOf(fault, made) })),
    made,
  );

/** A defect with the claims that it touches, which are looked for only where they are told. */
export interface ConcernedFault extends Fault {
  readonly concerned: () => readonly string[];
}

/**
 * Defects that matter to the whole case: they block the claims that they touch. Where that is no material claim they block all of
 * these, for nobody can say which of them it does not touch.
 */
export function blocksConcerned(
  rule: Defect["rule"],
  faults: readonly ConcernedFault[],
  made: CaseMade,
): readonly Defect[] {
  const material = new Set(made.material);
  const alone = faults.slice(0, NAMED_MAX).flatMap((fault) => {
    const claims = fault.concerned();
    return blocks(rule, claims.some((id) => material.has(id)) ? claims : [...new Set([...claims, ...material])], fault);
  });
  return [...alone, ...together(rule, faults.slice(NAMED_MAX), made.material)];
}

/** Many at once are told in one. */
function together(rule: Defect["rule"], faults: readonly Fault[], claims: readonly string[]): readonly Defect[] {
  const [first] = faults;
  if (first === undefined) return [];
  const why = `${faults.length} more items have defects of this rule.`;
  return blocks(rule, claims, { ...first, place: "evaluations", span: faults.map(({ place }) => place), why });
}

/** At least one, so that a defect stands also where there is no claim to block. */
const chunks = (claims: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.max(1, Math.ceil(claims.length / CLAIMS_MAX)) }, (_, part) =>
    claims.slice(part * CLAIMS_MAX, (part + 1) * CLAIMS_MAX),
  );

/** Texts of a defect are read by people: without control characters, and not longer than one can read. */
const tidy = ({ place, span, why, cure }: Fault): Fault => ({
  place: clipped(place),
  span: span.slice(0, SPANS_MAX).map(clipped),
  why: clipped(why),
  cure: clipped(cure),
});

const clipped = (text: string): string => {
  const clean = text.replaceAll(/\p{Cc}+/gu, " ").toWellFormed();
  return clean.length <= TEXT_LENGTH_MAX ? clean : `${clean.slice(0, TEXT_LENGTH_MAX).toWellFormed()}…`;
};
