import { digest, identifier, integer, list, object, oneOf, type Shaped } from "@plimsoll/foundation";
import { proseShape } from "../policy/shapes.ts";

/** How grave a hit is. `block`: malformed. `quarantine`: it speaks to the evaluator. `note`: it only mentions such text. */
const severityShape = oneOf("note", "quarantine", "block");

/** One hit of one rule. */
export const intakeReasonShape = object({
  rule: identifier,
  severity: severityShape,
  /** UTF-16 units from the start of the item's text, where what was hit begins; of what was encoded, where its run or stretch begins. */
  offset: integer(0, 268_435_456),
  /** What was hit, as normalised, at most 200 characters. */
  excerpt: proseShape,
});
export type IntakeReason = Shaped<typeof intakeReasonShape>;

export const INTAKE_VERDICTS = ["pass", "note", "quarantine", "block"] as const;

/** What intake made of one item: a source, a field of the dossier, a question, an answer of a model, the reason of an override. */
export const intakeItemShape = object({
  /** A source's id, or a place in the dossier such as `claims/c-1/text`. */
  item: proseShape,
  digest,
  bytes: integer(0, 268_435_456),
  verdict: oneOf(...INTAKE_VERDICTS),
  reasons: list(intakeReasonShape, 256),
});
export type IntakeItem = Shaped<typeof intakeItemShape>;
