/** A law that did not hold. */
export interface Fault {
  /** What was broken, in a few words. */
  readonly law: string;
  /** The run, deployment or wallet. */
  readonly subject: string;
  readonly detail: string;
}

/** A command as `plimsoll kernel replay` reads it. */
export interface ReplayLine {
  readonly id: string;
  readonly at: number;
  readonly signers: readonly string[];
  readonly body: unknown;
}

/** A fault and the shortest word that leads to it. */
export interface Violation extends Fault {
  readonly fixture: string;
  /** Names of the letters, after the fixture's own. */
  readonly word: readonly string[];
  /** When it was seen, ms since 1970 on the site's clock: time may have passed since the last command. */
  readonly at: number;
  /** All that was commanded, from the empty ledger on. */
  readonly commands: readonly ReplayLine[];
}
