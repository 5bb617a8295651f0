import { PlimsollError } from "@plimsoll/foundation";
import type { Submission } from "@plimsoll/governor";
import type { SignedCommand } from "@plimsoll/ledger";
import type { Desk } from "./desk.ts";

/** Decides several commands and makes them durable by one sync; throws what the ledger throws. */
export type DecideAll = (envelopes: readonly SignedCommand[]) => readonly Submission[];

interface Waiting {
  readonly envelope: SignedCommand;
  readonly settle: (submission: Submission) => void;
  readonly fail: (cause: unknown) => void;
}

/** More would make the first wait longer than one sync is worth. */
const COMMANDS_MAX = 256;

/** One sync for all commands that came by one turn of the event loop, in the order of their coming (SVR-50). */
export class GroupDesk implements Desk {
  readonly #decideAll: DecideAll;
  readonly #soon: (flush: () => void) => void;
  #waiting: Waiting[] = [];

  /** @param soon calls back once what has arrived by now was handed in: `setImmediate` in a server */
  constructor(decideAll: DecideAll, soon: (flush: () => void) => void) {
    this.#decideAll = decideAll;
    this.#soon = soon;
  }

  submit(envelope: SignedCommand): Promise<Submission> {
    return new Promise((settle, fail) => {
      this.#waiting.push({ envelope, settle, fail });
      if (this.#waiting.length === 1) this.#soon(() => this.#flush());
      if (this.#waiting.length >= COMMANDS_MAX) this.#flush();
    });
  }

  #flush(): void {
    const group = this.#waiting;
    this.#waiting = [];
    if (group.length > 0) this.#decide(group);
  }

  #decide(group: readonly Waiting[]): void {
    try {
      const submissions = this.#decideAll(group.map(({ envelope }) => envelope));
      for (const [place, { settle }] of group.entries()) settle(submissions[place] as Submission);
    } catch (cause) {
      if (group.length > 1 && isOwnFault(cause)) for (const one of group) this.#decide([one]);
      else for (const { fail } of group) fail(cause);
    }
  }
}

/** What one command did wrong the others have no part in; it was found before anything was written. */
const isOwnFault = (cause: unknown): boolean =>
  cause instanceof PlimsollError && ["ENTRY_MALFORMED", "BATCH_TOO_LARGE"].includes(cause.code);
