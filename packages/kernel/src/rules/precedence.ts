import type { Result } from "@plimsoll/foundation";
import { type Refusal, REFUSAL_CODES } from "../codes.ts";

const PLACE: ReadonlyMap<string, number> = new Map(Object.keys(REFUSAL_CODES).map((code, place) => [code, place]));

/** Of everything that speaks against a command, the first in the order of precedence (K-6); null when nothing does. */
export const gravest = (refusals: readonly (Refusal | null)[]): Refusal | null =>
  refusals.reduce((first, other) => (placeOf(other) < placeOf(first) ? other : first), null);

const placeOf = (refusal: Refusal | null): number =>
  refusal === null ? Number.POSITIVE_INFINITY : (PLACE.get(refusal.code) ?? 0);

/** What a check says against a command. */
export const against = (check: Result<unknown, Refusal>): Refusal | null => (check.ok ? null : check.error);
