import type { Letter } from "./letters/letter.ts";

/**
 * Where an exploration begins, and what may happen from there. A fixture that lacks something has in its alphabet nothing
 * that brings it: whatever else happens, in any order, must not be granted anything.
 */
export interface Fixture {
  readonly name: string;
  /** What is missing; null where everything is there and grants are expected. */
  readonly lacks: string | null;
  /** What may not be had without it: power at all, or a token, which needs more than power. */
  readonly denies: "power" | "token";
  readonly setup: readonly Letter[];
  readonly alphabet: readonly Letter[];
  /**
   * What would bring it, so that a fixture that lacks more than it says is found out: after these letters something is
   * granted. Empty where nothing brings it back.
   */
  readonly remedy: readonly Letter[];
}
