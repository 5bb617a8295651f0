import { list, object, oneOf, type Shaped } from "@plimsoll/foundation";
import { type Level, ROWS, rowOf } from "./level.ts";
import { proseShape } from "./shapes.ts";

/**
 * How far a duty binds. `free`: not required. `metered`: done and reported. `required`: without it no Green. `strict`: also what
 * the lower rows leave open.
 */
export const STRENGTHS = ["free", "metered", "required", "strict"] as const;
export type Strength = (typeof STRENGTHS)[number];

/** What a level owes (the seed, §2). Names are fixed: each is read by the layer that keeps it. */
export const DUTIES = [
  "verification",
  "sources",
  "repair",
  "stability",
  "arbitration",
  "evolution",
  "budget",
  "firewall",
  "self-change",
] as const;
export type DutyName = (typeof DUTIES)[number];

const strengthShape = oneOf(...STRENGTHS);

export const dutyShape = object({
  name: oneOf(...DUTIES),
  /** What it asks for, in a sentence for readers. */
  text: proseShape,
  /** One for each of `ROWS`. */
  strengths: list(strengthShape, ROWS.length),
});
export type Duty = Shaped<typeof dutyShape>;

export const strengthAt = ({ strengths }: Duty, level: Level): Strength =>
  strengths[ROWS.indexOf(rowOf(level))] ?? "strict";

export const isStronger = (one: Strength, other: Strength): boolean =>
  STRENGTHS.indexOf(one) > STRENGTHS.indexOf(other);
