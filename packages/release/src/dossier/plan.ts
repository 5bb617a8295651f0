import { boolean, identifier, integer, list, nullable, object, oneOf, type Shaped } from "@plimsoll/foundation";
import { proseShape, shareShape } from "../policy/shapes.ts";

/** A check before a high-stress phase, or a drill of pause and recovery. */
const checkShape = object({
  id: identifier,
  atMs: integer(),
  index: shareShape,
  result: oneOf("passed", "failed"),
  source: identifier,
});

/** One step of what is to be done. */
const phaseShape = object({
  id: identifier,
  text: proseShape,
  /** Within the buffer of a threshold that is not ruled out: it needs its own check first. */
  isHighStress: boolean,
  startedAtMs: nullable(integer()),
  check: nullable(checkShape),
});

/** What is planned, how it is stopped, and which levers there are. */
export const planShape = object({
  phases: list(phaseShape, 256),
  drills: list(checkShape, 64),
  /** Levers that raise capability or exposure, and can be turned down. */
  levers: list(object({ id: identifier, text: proseShape }), 64),
  /** An evaluation of an information firewall inside the subject; null: not measured. */
  latentFirewall: nullable(identifier),
  /** Options that were weighed, least capable first. */
  alternatives: list(proseShape, 64),
});
export type Plan = Shaped<typeof planShape>;
