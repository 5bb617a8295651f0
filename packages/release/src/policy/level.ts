import { oneOf, type Shaped } from "@plimsoll/foundation";

/** Safety levels of RSP v1.0, lowest first. They are no other laboratory's levels of the same name (docs/concepts/release.md). */
export const LEVELS = ["ASL-1", "ASL-2", "ASL-3", "ASL-4", "ASL-5", "BEYOND"] as const;

export const levelShape = oneOf(...LEVELS);
export type Level = Shaped<typeof levelShape>;

export const rankOf = (level: Level): number => LEVELS.indexOf(level);

export const isAtLeast = (level: Level, other: Level): boolean => rankOf(level) >= rankOf(other);

/** Rows of the table of duties: levels that owe the same. */
export const ROWS = ["ASL-1..3", "ASL-4", "ASL-5", "BEYOND"] as const;
export type Row = (typeof ROWS)[number];

export function rowOf(level: Level): Row {
  if (level === "BEYOND" || level === "ASL-5" || level === "ASL-4") return level;
  return "ASL-1..3";
}
