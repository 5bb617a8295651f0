import { identifier, list, object, oneOf, type Shaped } from "@plimsoll/foundation";
import { proseShape } from "../policy/shapes.ts";
import { REASON_CODES, type ReasonCode } from "./reason-code.ts";

/** One reason against Green, with what it rests on and what would change it. */
export const reasonShape = object({
  code: oneOf(...(Object.keys(REASON_CODES) as ReasonCode[])),
  /** Records that show it: claims, sources, signals, log entries. */
  records: list(identifier, 4096),
  detail: proseShape,
  wouldChange: proseShape,
});
export type Reason = Shaped<typeof reasonShape>;
