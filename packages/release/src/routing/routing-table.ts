import { identifier, integer, list, object, oneOf, type Shaped } from "@plimsoll/foundation";
import { EXPERTS } from "./route.ts";

/**
 * What draws a claim to which expert: whole weights for each feature that it can have, in the order of `EXPERTS`. Features are
 * `kind:…`, `domain:…`, `method:…` of a link, `figure`, and `word:…`, the words of its text.
 */
export const routingTableShape = object({
  format: oneOf("plimsoll release routing 1"),
  /** Experts that a claim is sent to by its score. */
  expertsPerClaim: integer(1, EXPERTS.length),
  weights: list(object({ feature: identifier, weights: list(integer(0, 1000), EXPERTS.length) }), 1024),
});
export type RoutingTable = Shaped<typeof routingTableShape>;
