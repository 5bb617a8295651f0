import type { MeshEvent } from "../../event/event.ts";

/** What was issued and what was spent of each account over the whole mesh, by the spends that took effect (B1). */
export class SpendWatch {
  readonly #issued = new Map<string, number>();
  readonly #spent = new Map<string, number>();
  readonly #seen = new Set<string>();
  #worst = 0;

  /** An issue is on its issuer's disk. */
  issued({ body, id }: MeshEvent): void {
    if (body.kind === "budget.issued" && this.#isNew(id)) add(this.#issued, body.account, body.quantity);
  }

  /** An event of its author took effect. The overdraft after it, in micro-CU; 0 when there is none. */
  effective({ body, id }: MeshEvent): number {
    if (body.kind !== "budget.spent" && body.kind !== "budget.returned") return 0;
    if (!this.#isNew(id)) return 0;
    add(this.#spent, body.account, body.kind === "budget.spent" ? body.quantity : -body.quantity);
    const over = Math.max(0, this.spent(body.account) - this.issuedOf(body.account));
    this.#worst = Math.max(this.#worst, over);
    return over;
  }

  spent(account: string): number {
    return this.#spent.get(account) ?? 0;
  }

  issuedOf(account: string): number {
    return this.#issued.get(account) ?? 0;
  }

  /** The greatest overdraft that was ever seen, micro-CU. */
  get worst(): number {
    return this.#worst;
  }

  #isNew(id: string): boolean {
    if (this.#seen.has(id)) return false;
    this.#seen.add(id);
    return true;
  }
}

const add = (sums: Map<string, number>, name: string, quantity: number): void =>
  void sums.set(name, (sums.get(name) ?? 0) + quantity);
