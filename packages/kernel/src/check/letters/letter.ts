import type { Command } from "../../command/command.ts";
import type { KernelState } from "../../state/state.ts";

/** Where a story has got to: what the kernel knows, and the time on the site's clock, ms since 1970. */
export interface Place {
  readonly state: KernelState;
  readonly at: number;
}

/** One command with the keys that sign it, or time that passes. */
export type Step =
  | { readonly kind: "command"; readonly body: Command; readonly signers: readonly string[] }
  | { readonly kind: "wait"; readonly ms: number };

/**
 * One thing that may happen: a letter of the alphabet whose words are explored. A letter may be several commands, as a
 * whole window set is; they follow from the place where it begins and from nothing else. Where the first of
 * them is refused, nothing else is tried.
 */
export interface Letter {
  readonly name: string;
  readonly steps: (place: Place) => readonly Step[];
}

export const letter = (name: string, steps: Letter["steps"]): Letter => ({ name, steps });

/** Time passes, and nobody does anything. */
export const wait = (name: string, ms: number): Letter => letter(name, () => [{ kind: "wait", ms }]);
