import { canonicalJson, type CanonicalValue } from "@plimsoll/foundation";
import { parseExactJson } from "../compiler/exact-json.ts";
import { fingerprintOfFields, type SignedFields } from "../law/law-repair.ts";

/** Length of a text in tokens of a named tokenizer, which the shell brings. */
export type CountTokens = (text: string) => number;

type Fields = { readonly [name: string]: CanonicalValue };

/**
 * A justification cut to a number of tokens in the registered order (reference §9.6): arguments of claims from the end, all but one;
 * claims from the end, all but one; counterfactual; conflict. What never goes is the action, the first rule and the first claim. It
 * may then no longer compile: nobody mends it.
 */
export function truncatedJustification(text: string, tokensMax: number, countTokens: CountTokens): string | null {
  return cut(text, tokensMax, countTokens, JUSTIFICATION_CUTS);
}

/**
 * A repair cut likewise: patches from the end, then cited rules from the end, down to one of each. Its fingerprint is made anew over
 * what is left, since capacity is taken and not integrity. What is still too long does not arrive.
 */
export function truncatedRepair(text: string, tokensMax: number, countTokens: CountTokens): string | null {
  const left = cut(text, tokensMax, countTokens, REPAIR_CUTS);
  return left === null || countTokens(left) > tokensMax ? null : left;
}

/** One thing less, or null where nothing of this kind is left to take. */
type Cut = (fields: Fields) => Fields | null;

function cut(text: string, tokensMax: number, countTokens: CountTokens, cuts: readonly Cut[]): string | null {
  if (countTokens(text) <= tokensMax) return text;
  const parsed = parseExactJson(text);
  if (!parsed.ok || typeof parsed.value !== "object" || parsed.value === null) return text;
  let fields = parsed.value as Fields;
  for (const take of cuts)
    for (let less = take(fields); less !== null && countTokens(canonicalJson(fields)) > tokensMax; less = take(fields))
      fields = less;
  return canonicalJson(fields);
}

const lastArgument: Cut = (fields) => {
  const claims = listOf(fields["claims"]) as readonly Fields[];
  const place = claims.findLastIndex((claim) => listOf(claim["args"]).length > 1);
  if (place < 0) return null;
  const shorter = { ...claims[place], args: listOf(claims[place]!["args"]).slice(0, -1) };
  return { ...fields, claims: claims.with(place, shorter) };
};

const lastOf =
  (name: string): Cut =>
  (fields) =>
    listOf(fields[name]).length > 1 ? { ...fields, [name]: listOf(fields[name]).slice(0, -1) } : null;

const whole =
  (name: string): Cut =>
  (fields) => {
    const { [name]: taken, ...rest } = fields;
    return taken === undefined ? null : rest;
  };

const refingerprinted =
  (take: Cut): Cut =>
  (fields) => {
    const less = take(fields);
    if (less === null) return null;
    return { ...less, repair_fingerprint: fingerprintOfFields(less as SignedFields & Fields) };
  };

const JUSTIFICATION_CUTS: readonly Cut[] = [lastArgument, lastOf("claims"), whole("counterfactual"), whole("conflict")];
const REPAIR_CUTS: readonly Cut[] = [refingerprinted(lastOf("patch_ops")), refingerprinted(lastOf("rule_ids"))];

const listOf = (value: CanonicalValue | undefined): readonly CanonicalValue[] =>
  Array.isArray(value) ? (value as readonly CanonicalValue[]) : [];
