import { digestOfValue } from "@plimsoll/foundation";

/** What of an evaluation can be moved between two dossiers. */
export type Aspect = "version" | "grader" | "elicitation" | "share" | "runs";

/**
 * What an entry of the change log names to declare a change of an evaluation: what changed, and to what. So one entry covers one
 * change and not the next one.
 */
export const changeKey = (evaluation: string, aspect: Aspect, value: string | number | null): string =>
  `evaluations/${evaluation}/${aspect}/${digestOfValue(typeof value === "string" ? value.toWellFormed() : value)}`;
