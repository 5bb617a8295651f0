import { boolean, identifier, list, object, oneOf, type Shaped } from "@plimsoll/foundation";
import { levelShape } from "./level.ts";
import { dayShape, proseShape } from "./shapes.ts";

/** Kinds of harm that have thresholds. */
export const DOMAINS = ["cbrn", "cyber", "ai_rd", "misalignment", "manipulation"] as const;
export const domainShape = oneOf(...DOMAINS);
export type Domain = Shaped<typeof domainShape>;

/** What another published framework says to the like. An interpretation of ours, never an equivalence. */
const crosswalkShape = object({
  framework: identifier,
  version: proseShape,
  day: dayShape,
  place: proseShape,
  relation: oneOf("same", "narrower", "broader", "related"),
  confidence: oneOf("high", "medium", "low"),
  /** The primary document was not at hand: whoever relies on it reads it. */
  verify: boolean,
});

/** An evaluation by which an organisation says that a line is reached. None ships: no framework publishes a number to copy. */
const indicatorShape = object({
  evaluation: identifier,
  version: proseShape,
  comparator: oneOf("at least", "at most"),
  value: proseShape,
  elicitationRequired: boolean,
});

/** A line in one domain. At or beyond it, the level's duties hold. */
export const thresholdShape = object({
  id: identifier,
  domain: domainShape,
  level: levelShape,
  text: proseShape,
  indicators: list(indicatorShape, 64),
  crosswalk: list(crosswalkShape, 32),
});
export type Threshold = Shaped<typeof thresholdShape>;
