import type { Spent } from "@plimsoll/evidence";
import { PlimsollError } from "@plimsoll/foundation";

/** What a probing may cost at most. */
export interface EndpointBudget {
  readonly requestsMax: number;
  readonly tokensMax: number;
}

/** Requests and tokens that are spent or under way, never above the budget. */
export class SpendingLimit {
  readonly #budget: EndpointBudget;
  #requests = 0;
  #tokens = 0;
  #asked: (tokensAtMost: number) => void = () => {};

  constructor(budget: EndpointBudget) {
    this.#budget = budget;
  }

  get spent(): Spent {
    return { requests: this.#requests, tokens: this.#tokens };
  }

  /** Takes what was spent before out of the budget, and from now on tells of every request before it is sent. */
  keepAccount({ requests, tokens }: Spent, asked: (tokensAtMost: number) => void): void {
    this.#requests += requests;
    this.#tokens += tokens;
    this.#asked = asked;
  }

  /**
   * Takes one request and the most that it can cost out of the budget before it is sent, so that requests side by side cannot
   * overspend. Returns what puts the difference back. Throws `PROBE_BUDGET_SPENT` where that much is not left.
   */
  reserve(tokensAtMost: number): (tokensUsed: number) => void {
    const { requestsMax, tokensMax } = this.#budget;
    if (this.#requests + 1 > requestsMax || this.#tokens + tokensAtMost > tokensMax) throw this.#spentAll(tokensAtMost);
    this.#requests += 1;
    this.#tokens += tokensAtMost;
    this.#asked(tokensAtMost);
    return (tokensUsed) => {
      this.#tokens += tokensUsed - tokensAtMost;
    };
  }

  #spentAll(tokensAtMost: number): PlimsollError {
    const { requestsMax, tokensMax } = this.#budget;
    return new PlimsollError({
      code: "PROBE_BUDGET_SPENT",
      expected: `a request of up to ${tokensAtMost} tokens within ${requestsMax} requests and ${tokensMax} tokens`,
      received: `${this.#requests} requests and ${this.#tokens} tokens spent`,
      fix: "raise the bound and start the probing again: it goes on where it stands",
    });
  }
}
