import { identifier, list, object, oneOf, type Shaped } from "@plimsoll/foundation";
import { proseShape } from "../policy/shapes.ts";

/** Mechanical rules keep their claims from being verified until they are cured. */
export const MECHANICAL_RULES = [
  "IC-CHERRY",
  "IC-GOALPOST",
  "IC-CIRCULAR",
  "IC-DENOM",
  "IC-STALE",
  "IC-ABSENCE",
  "IC-SELFAUTH",
  "IC-ELICIT",
] as const;

/** Rhetorical rules are notes; in the rationale `IC-RACE` is a fact of the arbitration. */
export const RHETORICAL_RULES = [
  "IC-RACE",
  "IC-DILEMMA",
  "IC-STRAWMAN",
  "IC-ADHOM",
  "IC-AUTHORITY",
  "IC-HEDGE",
] as const;

export const ARGUMENT_RULES = [...MECHANICAL_RULES, ...RHETORICAL_RULES] as const;

/** A defect of the argument made for a release. It says nothing about anybody's intent. */
export const defectShape = object({
  rule: oneOf(...ARGUMENT_RULES),
  severity: oneOf("blocks", "note"),
  /** A place in the dossier: `claims/c-1/text`, `evaluations/e-1`, `mission/rationale`. */
  place: proseShape,
  /** Claims that it keeps from being verified. Empty for a note. */
  claims: list(identifier, 4096),
  /** The words it is about; empty where it is about a structure. */
  span: list(proseShape, 8),
  why: proseShape,
  cure: proseShape,
});
export type Defect = Shaped<typeof defectShape>;
