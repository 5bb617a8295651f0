import type { CaseMade } from "./argument-facts.ts";
import { plain } from "./sentence.ts";

/** An evaluation, as a text may name it. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

type ClaimWords = CaseMade["claims"];

/** Claims whose text names an evaluation, by its id or its name. */
export function claimsNaming({ id, name }: Named, claims: ClaimWords): readonly string[] {
  const [called, token] = [plain(name), id.toLowerCase()];
  return claims.filter(({ words, tokens }) => tokens.has(token) || words.includes(called)).map((each) => each.id);
}

/** So many characters are gone through at most, each name through each text: about a second. */
const CHARACTERS_MAX = 500_000_000;
/** What the look into one short text costs besides. */
const CHARACTERS_OF_A_LOOK = 64;

/** Claims whose text names any of them. Null: more names and text than are looked through, so that nobody knows. */
export function claimsNamingAny(evaluations: readonly Named[], claims: ClaimWords): readonly string[] | null {
  const ids = new Set(evaluations.map(({ id }) => id.toLowerCase()));
  const names = [...new Set(evaluations.map(({ name }) => plain(name)))];
  const characters = claims.reduce((sum, { words }) => sum + words.length + CHARACTERS_OF_A_LOOK, 0);
  if (characters * names.length > CHARACTERS_MAX) return null;
  return claims
    .filter(({ words, tokens }) => names.some((name) => words.includes(name)) || !ids.isDisjointFrom(tokens))
    .map(({ id }) => id);
}
