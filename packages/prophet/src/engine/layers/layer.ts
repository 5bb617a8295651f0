import type { Key } from "@plimsoll/simulation";

/** How a pass runs: rows below `droppedRows` have dropout with the numbers under the key. */
export interface Pass {
  readonly dropout: { readonly key: Key; readonly droppedRows: number } | null;
}

/** A pass that measures: every unit is there. */
export const WHOLE: Pass = { dropout: null };

/** One step of a network on rows in memory; addresses are in bytes, a row's width is padded (engine/padding.ts). */
export interface Layer {
  /** Answers with the address of its rows of outputs. Keeps what `backward` needs until the next pass. */
  forward(x: number, rows: number, pass: Pass): number;
  /** Adds the parameters' gradients for the last pass; answers with the address of the gradient by x. */
  backward(dy: number, rows: number): number;
}
