import type { ObservedMovement } from "./observed.ts";

/** What the events of one account say, summed up by nothing of the product; micro-CU. */
export class HeldRights {
  issued = 0;
  #spent = 0;
  #returned = 0;
  /** By chain: all that it issued and was given. */
  readonly #came = new Map<string, number>();

  static byAccount(movements: readonly ObservedMovement[]): ReadonlyMap<string, HeldRights> {
    const accounts = new Map<string, HeldRights>();
    for (const movement of movements) {
      const account = accounts.get(movement.account) ?? new HeldRights();
      accounts.set(movement.account, account);
      account.#hear(movement);
    }
    return accounts;
  }

  /** The least that was spent and did not come back. */
  get spent(): number {
    return this.#spent - this.#returned;
  }

  /** The most that a chain ever had to give or to spend. */
  heldBy(chain: string): number {
    return this.#came.get(chain) ?? 0;
  }

  #hear({ kind, chain, to, quantity }: ObservedMovement): void {
    if (kind === "spent") this.#spent += quantity;
    else if (kind === "returned") this.#returned += quantity;
    else if (kind === "given") this.#come(to ?? chain, quantity);
    else {
      this.issued += quantity;
      this.#come(chain, quantity);
    }
  }

  #come(chain: string, quantity: number): void {
    this.#came.set(chain, this.heldBy(chain) + quantity);
  }
}
