import { boolean, identifier, list, nullable, object, oneOf, type Shaped } from "@plimsoll/foundation";
import { domainShape } from "../policy/threshold.ts";
import { proseShape, shareShape } from "../policy/shapes.ts";
import { claimIdShape, criterionShape } from "../arbitration/criterion.ts";

/** One sentence that a release rests on. */
export const claimShape = object({
  id: claimIdShape,
  text: proseShape,
  kind: oneOf("capability", "safeguard", "control", "compute", "benefit", "governance"),
  /** The answer depends on it. What is not material is checked too, and counts for no share. */
  material: boolean,
  domain: nullable(domainShape),
  threshold: nullable(identifier),
  /** The number that it states, as a share of an evaluation's trials: recomputed from the logs. Null: it states none. */
  figure: nullable(object({ evaluation: identifier, comparator: oneOf("at least", "at most"), share: shareShape })),
  /** Criteria of the mission that it shows, and whether in full or in part. */
  shows: list(object({ criterion: criterionShape, extent: oneOf("full", "part") }), 16),
});
export type Claim = Shaped<typeof claimShape>;
