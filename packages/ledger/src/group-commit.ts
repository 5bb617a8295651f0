import { PlimsollError } from "@plimsoll/foundation";
import type { Decision } from "./leaf/leaf.ts";
import type { AppendReceipt, Ledger } from "./ledger.ts";

interface Waiting {
  readonly decision: Decision;
  readonly settle: (receipt: AppendReceipt) => void;
  readonly fail: (cause: unknown) => void;
}

/** More would make the first wait longer than one sync is worth. */
const DECISIONS_MAX = 1_024;

/** One sync for all that came while the last one went on: each caller still has its answer only when it is durable (L5). */
export class GroupCommit {
  readonly #ledger: Ledger;
  readonly #soon: (flush: () => void) => void;
  #waiting: Waiting[] = [];

  /** @param soon calls back once what has arrived by now has been submitted: `setImmediate` in a server */
  constructor(ledger: Ledger, soon: (flush: () => void) => void) {
    this.#ledger = ledger;
    this.#soon = soon;
  }

  /** Durable when it resolves; rejects with what `append` throws. Decisions keep the order in which they came. */
  commit(decision: Decision): Promise<AppendReceipt> {
    return new Promise((settle, fail) => {
      this.#waiting.push({ decision, settle, fail });
      if (this.#waiting.length === 1) this.#soon(() => this.flush());
      if (this.#waiting.length >= DECISIONS_MAX) this.flush();
    });
  }

  /** Commits what is waiting, now. */
  flush(): void {
    const group = this.#waiting;
    this.#waiting = [];
    if (group.length > 0) this.#commit(group);
  }

  #commit(group: readonly Waiting[]): void {
    try {
      const receipts = this.#ledger.appendAll(group.map(({ decision }) => decision));
      for (const [place, { settle }] of group.entries()) settle(receipts[place] as AppendReceipt);
    } catch (cause) {
      if (group.length > 1 && isOwnFault(cause)) for (const one of group) this.#commit([one]);
      else for (const { fail } of group) fail(cause);
    }
  }
}

/** What one decision did wrong the others have no part in; it was found before anything was written. */
const isOwnFault = (cause: unknown): boolean =>
  cause instanceof PlimsollError && ["ENTRY_MALFORMED", "BATCH_TOO_LARGE"].includes(cause.code);
