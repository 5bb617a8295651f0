import { digest, identifier, integer, list, object, oneOf, type Shaped } from "@plimsoll/foundation";
import { actionShape } from "../dossier/subject.ts";
import { levelShape } from "../policy/level.ts";
import { colourShape } from "./colour.ts";
import { reasonShape } from "./reason.ts";

/** The answer to one question: this action, on this subject, by this dossier, under this policy. It is good for nothing else. */
export const decisionShape = object({
  format: oneOf("plimsoll release decision 1"),
  subject: identifier,
  /** Of the subject's record, its artifacts among it. */
  subjectDigest: digest,
  action: actionShape,
  dossier: digest,
  policy: digest,
  level: levelShape,
  colour: colourShape,
  votes: object({ L1: colourShape, L2: colourShape, L3: colourShape, L4: colourShape }),
  reasons: list(reasonShape, 16_384),
  /** Place in the log of its subject. */
  sequence: integer(),
  decidedAtMs: integer(),
  expiresAtMs: integer(),
});
/** A decision as it stands in the log: its votes, colour and reasons, and until when it holds. */
export type Decision = Shaped<typeof decisionShape>;
