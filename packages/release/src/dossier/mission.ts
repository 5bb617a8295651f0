import { boolean, identifier, integer, list, matching, object, type Shaped } from "@plimsoll/foundation";
import { proseShape } from "../policy/shapes.ts";

/** Text that may be empty: what is not said is judged, not refused. */
const sayingShape = matching("at most 4000 characters of text", /^(?:[^\p{Cc}\p{Cs}]|\n){0,4000}$/u);

/** What the organisation says that this is for. The product checks it and supplies no values of its own. */
export const missionShape = object({
  statement: sayingShape,
  beneficiaries: list(proseShape, 64),
  /** Lines of its own that it will not cross, each with the claims that show it is not crossed. */
  hardLines: list(object({ id: identifier, text: proseShape, claims: list(identifier, 64) }), 64),
  rationale: sayingShape,
  dissent: list(object({ by: proseShape, text: proseShape, answer: sayingShape }), 256),
  /** Somebody who can stop it, by name. */
  stopOwner: sayingShape,
  /** Incidents of this subject, each closed or disclosed. */
  incidents: list(object({ id: identifier, text: proseShape, atMs: integer(), isClosed: boolean }), 1024),
});
export type Mission = Shaped<typeof missionShape>;
