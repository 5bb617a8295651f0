import { identifier, integer, list, object, oneOf, type Shaped } from "@plimsoll/foundation";
import { proseShape } from "../policy/shapes.ts";

/** A place that a search found. It is to be looked at, and says nothing by itself. */
export const passageShape = object({
  /** A source of the dossier, or one that the search brought in. */
  source: identifier,
  /** Characters of the source's text, from 0. */
  offset: integer(0, 268_435_456),
  excerpt: proseShape,
});
export type Passage = Shaped<typeof passageShape>;

/** Both sides of a search for one claim: the same effort for it and against it. */
export const searchOfClaimShape = object({
  claim: identifier,
  /** `dossier`: over what the dossier brought. `repair`: once more and precisely, over everything at hand. */
  round: oneOf("dossier", "repair"),
  supportQuery: proseShape,
  refuteQuery: proseShape,
  forIt: list(passageShape, 64),
  against: list(passageShape, 64),
});
export type SearchOfClaim = Shaped<typeof searchOfClaimShape>;
