import type { DossierFault } from "./dossier-fault.ts";

/** The value of a file, and where each of its fields stands. */
export interface Written {
  readonly value: unknown;
  /** The line of a JSON Pointer, or of the nearest field around it; null where a file has no such lines. */
  readonly lineOf: (pointer: string) => number | null;
}

export type Read =
  | { readonly ok: true; readonly written: Written }
  | { readonly ok: false; readonly fault: DossierFault };

/** Objects and lists within one another, at most. */
export const DEPTH_MAX = 32;
