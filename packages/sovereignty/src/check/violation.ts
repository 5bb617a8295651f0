/** A rule of the seed that did not hold. */
export interface Fault {
  /** `R1` … `R10`, `E1`, `E3`, `T1`, or what else was broken, in a few words. */
  readonly rule: string;
  readonly detail: string;
}

/** A fault, and where it was found: a state of the product space, or the decisions that led there. */
export interface Violation extends Fault {
  readonly part: CheckPart;
  readonly at: readonly string[];
}

export type CheckPart = "schedule" | "orthogonality" | "grid" | "gate" | "run";

/** More of the same would say nothing new. */
const VIOLATIONS_OF_ONE_RULE_MAX = 3;

/** What was broken so far: the first few of each rule, and how many in all. */
export class Findings {
  readonly #kept: Violation[] = [];
  readonly #endings = new Set<string>();
  readonly #counts = new Map<string, number>();

  report(part: CheckPart, faults: readonly Fault[], at: readonly string[]): void {
    for (const fault of faults) {
      const key = `${part} ${fault.rule}`;
      const known = this.#counts.get(key) ?? 0;
      this.#counts.set(key, known + 1);
      if (known < VIOLATIONS_OF_ONE_RULE_MAX) this.#kept.push({ part, ...fault, at });
    }
  }

  /** Notes how episodes have ended, so that a check that never came to some end can be seen. */
  meet(endings: readonly string[]): void {
    for (const ending of endings) this.#endings.add(ending);
  }

  /** Every halt and failure that came about, and was as it had to be. */
  get endings(): readonly string[] {
    return [...this.#endings].sort();
  }

  get kept(): readonly Violation[] {
    return this.#kept;
  }

  get count(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }
}
