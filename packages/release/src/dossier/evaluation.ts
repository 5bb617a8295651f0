import { boolean, digest, identifier, integer, list, nullable, object, type Shaped } from "@plimsoll/foundation";
import { proseShape, shareShape } from "../policy/shapes.ts";
import { placeShape } from "./source.ts";

/** An evaluation of the subject, with all that was run and what of it is reported. */
export const evaluationShape = object({
  id: identifier,
  name: proseShape,
  version: proseShape,
  /** Version of the subject that was evaluated. */
  subjectVersion: proseShape,
  /** Every run, reported or not, each with its log. */
  runs: list(object({ id: identifier, log: placeShape, digest, isReported: boolean }), 4096),
  trials: integer(0, 1_000_000_000),
  trialsReported: integer(0, 1_000_000_000),
  successes: integer(0, 1_000_000_000),
  /** One-sided 95 % bounds of the share of successes, as the dossier gives them; recomputed. Null: not given. */
  interval: nullable(object({ from: shareShape, to: shareShape })),
  /** How capability was elicited; null: not said. */
  elicitation: nullable(proseShape),
  graderDigest: nullable(digest),
});
export type Evaluation = Shaped<typeof evaluationShape>;
