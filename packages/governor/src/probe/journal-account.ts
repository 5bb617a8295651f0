import type { Spent } from "@plimsoll/evidence";
import type { JournalRow } from "./journal-row.ts";

const NOTHING: Spent = { requests: 0, tokens: 0 };

/**
 * What the rows of a journal have cost. What ended cost what it says. What is under way, or was broken off, cost the most that its requests
 * may cost, and one request at least: who breaks off does not get back what was sent.
 */
export class JournalAccount {
  #ended = NOTHING;
  #underWay: Spent | null = null;

  get spent(): Spent {
    const { requests, tokens } = this.#underWay ?? NOTHING;
    return plus(this.#ended, { requests: Math.max(requests, this.#underWay === null ? 0 : 1), tokens });
  }

  count(row: JournalRow): void {
    if (row.kind === "begun" || row.kind === "correcting") this.#begin();
    else if (row.kind === "asked") this.#ask(row.tokensAtMost);
    else if (row.kind === "trial" || row.kind === "cost") this.#end(row);
  }

  #begin(): void {
    this.#ended = this.spent;
    this.#underWay = NOTHING;
  }

  #ask(tokens: number): void {
    this.#underWay = plus(this.#underWay ?? NOTHING, { requests: 1, tokens });
  }

  #end(cost: Spent): void {
    this.#ended = plus(this.#ended, cost);
    this.#underWay = null;
  }
}

const plus = (left: Spent, right: Spent): Spent => ({
  requests: left.requests + right.requests,
  tokens: left.tokens + right.tokens,
});
