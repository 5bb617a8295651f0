import { decimal, digest, identifier, list, nullable, object, oneOf, type Shaped } from "@plimsoll/foundation";
import { levelShape } from "../policy/level.ts";
import { proseShape } from "../policy/shapes.ts";

/** What a decision is about. */
export const subjectShape = object({
  id: identifier,
  kind: oneOf("model", "training_plan", "release", "system"),
  name: proseShape,
  version: proseShape,
  /** Subjects from which it was derived, with the level each had. */
  parents: list(object({ id: identifier, level: levelShape }), 64),
  /** Training compute in FLOP, its ancestors' included, and how that was computed; null where nobody knows. */
  trainingFlop: nullable(object({ flop: decimal, method: proseShape })),
  artifacts: list(digest, 1024),
});
export type Subject = Shaped<typeof subjectShape>;

/** What is asked for. */
export const actionShape = oneOf(
  "train_start",
  "train_continue",
  "scale_up",
  "internal_deploy",
  "external_deploy",
  "weights_release",
);
/** What is to be done with the subject. */
export type Action = Shaped<typeof actionShape>;
