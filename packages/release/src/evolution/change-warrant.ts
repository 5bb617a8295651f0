import { digest, type Digest, integer, list, object, oneOf, type Shaped } from "@plimsoll/foundation";
import { colourShape } from "../decision/colour.ts";
import { proseShape } from "../policy/shapes.ts";
import { ARBITERS } from "./change-lock.ts";
import { signatureShape, SIGNATURES_MAX } from "./key-ring.ts";

const REASONS_MAX = 64;

const changeVoteShape = object({
  by: oneOf(...ARBITERS),
  candidate: digest,
  colour: colourShape,
  reasons: list(proseShape, REASONS_MAX),
  /** ms since 1970. */
  atMs: integer(),
});

/** What stands behind a change of policy or safeguards, as its record keeps it. */
export const warrantShape = object({
  /** How many warranted changes were before it: a signature is good for one change. */
  place: integer(0, 1_000_000),
  signatures: list(signatureShape, SIGNATURES_MAX),
  votes: list(changeVoteShape, ARBITERS.length),
});
export type Warrant = Shaped<typeof warrantShape>;

export interface ChangeOffered {
  readonly what: "policy" | "safeguards";
  readonly previous: Digest;
  readonly candidate: Digest;
  readonly why: string;
  readonly place: number;
}

/** What a person signs for a change: this candidate after that one, for this reason, once. */
export const changeStatement = ({ what, previous, candidate, why, place }: ChangeOffered): object => ({
  format: "plimsoll release change 1",
  what,
  previous,
  candidate,
  why,
  place,
});
