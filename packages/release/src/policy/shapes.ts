import { integer, matching } from "@plimsoll/foundation";

/** A share, score or probability in ten-thousandths: 7000 is 0.7. Whole numbers, so that no threshold is one bit off. */
export const shareShape = integer(0, 10_000);

/** One sentence or paragraph for readers, of 1 to 2000 characters without control characters but line breaks. */
export const proseShape = matching("1 to 2000 characters of text", /^(?:[^\p{Cc}\p{Cs}]|\n){1,2000}$/u);

/** A day: `2026-11-22`. */
export const dayShape = matching("a day (YYYY-MM-DD)", /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/);

/** `1.0.0`. */
export const versionShape = matching(
  "a version (major.minor.patch)",
  /^(?:0|[1-9]\d{0,5})(?:\.(?:0|[1-9]\d{0,5})){2}$/,
);
