/** Whether a call fails before it did anything, or did it and its answer was lost. */
export type FaultMoment = "before" | "after";

/**
 * Every call that an actuator under test makes to its world goes through here, so that each can be made to fail in turn.
 * A rig wraps the ports it hands to the actuator: `faults.around("scontrol suspend", "order", () => run(...))`.
 */
export class CallFaults {
  /** Calls since the last `count`. */
  calls = 0;
  /** Those of them that change the world. */
  orders = 0;
  #isFailing: (call: number) => boolean = () => false;
  #moment: FaultMoment = "before";

  async around<T>(name: string, kind: "order" | "look", act: () => Promise<T>): Promise<T> {
    const fails = this.#next(kind);
    if (fails && this.#moment === "before") throw injected(name);
    const result = await act();
    if (fails) throw injected(name);
    return result;
  }

  aroundSync<T>(name: string, kind: "order" | "look", act: () => T): T {
    const fails = this.#next(kind);
    if (fails && this.#moment === "before") throw injected(name);
    const result = act();
    if (fails) throw injected(name);
    return result;
  }

  /** Counts calls from 0 again; nothing fails. */
  count(): void {
    this.calls = 0;
    this.orders = 0;
    this.#isFailing = () => false;
  }

  /** From now on the `index`-th call fails, and no other. */
  failAt(index: number, moment: FaultMoment): void {
    this.count();
    this.#moment = moment;
    this.#isFailing = (call) => call === index;
  }

  /** From now on the `index`-th call and all after it fail. */
  failFrom(index: number): void {
    this.count();
    this.#moment = "before";
    this.#isFailing = (call) => call >= index;
  }

  #next(kind: "order" | "look"): boolean {
    const fails = this.#isFailing(this.calls);
    this.calls += 1;
    if (kind === "order") this.orders += 1;
    return fails;
  }
}

const injected = (name: string): Error => new Error(`injected: ${name} failed`);
