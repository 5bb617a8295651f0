import { identifier, list, object, type Shaped } from "@plimsoll/foundation";
import { domainShape } from "../policy/threshold.ts";
import { proseShape } from "../policy/shapes.ts";

/** A hazard that the dossier itself names, and the safeguards that it trusts against it. */
export const riskShape = object({
  id: identifier,
  domain: domainShape,
  text: proseShape,
  safeguards: list(identifier, 64),
});
export type Risk = Shaped<typeof riskShape>;
