import { digestOfValue } from "@plimsoll/foundation";

/** What of an evaluation can be moved between two dossiers. */
export type Aspect = "version" | "grader" | "elicitation" | "share" | "runs";

/**
 * What an entry of the change log names to declare a change of an evaluation: what changed, and to what. So one entry covers one
 * change and not the next one.
 */
export const changeKey = (evaluation: string, aspect: Aspect, value: string | number | null): string =>
  `evaluations/${evaluation}/${aspect}/${digestOfValue(typeof value === "string" ? value.toWellFormed() : value)}`;

const KEY = /evaluations\/[^\s,]{1,300}\/(?:version|grader|elicitation|share|runs)\/sha256:[0-9a-f]{64}/g;

/** The keys that the cure of a defect names. */
export const changeKeysIn = (cure: string): readonly string[] => [...cure.matchAll(KEY)].map(([key]) => key);
