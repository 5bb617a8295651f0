import type { Checker, Law, MakeChecker, Violation } from "../laws/law.ts";
import type { Fact, Observed } from "../laws/observed.ts";

/** So many violations of one law are told; a broken law breaks again and again. */
const TOLD_MAX = 10;

/** All checkers of a trial, and what they found. One that throws has found something too (ST-31). */
export class Judges {
  readonly violations: Violation[] = [];
  readonly #checkers: readonly Checker[];
  readonly #world: Observed;
  readonly #told = new Map<Law, number>();

  constructor(makers: readonly MakeChecker[], world: Observed) {
    this.#world = world;
    this.#checkers = makers.map((make) => {
      const checker: Checker = make((violation) => this.#report({ law: checker.law, atMs: world.nowMs, ...violation }));
      return checker;
    });
  }

  tell(fact: Fact): void {
    for (const checker of this.#checkers) this.#guarded(checker, () => checker.tell?.(fact, this.#world));
  }

  check(): void {
    for (const checker of this.#checkers)
      if (checker.check !== undefined) this.#guarded(checker, () => checker.check?.(this.#world));
  }

  conclude(): void {
    for (const checker of this.#checkers) this.#guarded(checker, () => checker.conclude?.(this.#world));
  }

  #guarded(checker: Checker, act: () => void): void {
    try {
      act();
    } catch (cause) {
      const seen = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
      this.#report({
        law: checker.law,
        expected: "a checker that comes to an end",
        seen,
        atMs: this.#world.nowMs,
        where: "",
      });
    }
  }

  #report(violation: Violation): void {
    const told = this.#told.get(violation.law) ?? 0;
    this.#told.set(violation.law, told + 1);
    if (told < TOLD_MAX) this.violations.push(violation);
  }
}
