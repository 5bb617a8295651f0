import { type Decider, theKernel } from "./decider.ts";
import { Exploration } from "./exploration.ts";
import type { Fixture } from "./fixture.ts";
import { FIXTURES } from "./fixtures/fixtures.ts";
import { type ScopeReport, scopeReport } from "./scope-report.ts";

/** What the exhaustive check goes through, and how much memory it may take. */
export interface ScopeOptions {
  /** The kernel, or a weakened one. */
  readonly decider?: Decider;
  readonly fixtures?: readonly Fixture[];
  /** The longest words that are tried, in letters. */
  readonly depthMax: number;
  /** Situations that may be remembered, in all fixtures together: what bounds the memory. */
  readonly statesMax?: number;
}

/** About two kilobytes each. */
const STATES_MAX = 1_000_000;

/**
 * Tries all words over small alphabets of things that may happen, layer by layer in all fixtures, and looks at the laws
 * after every command: nothing has power, a training lease or a token without what an independent judge asks for, a fixture
 * that lacks something is granted nothing, CU are conserved, and the kernel never throws.
 *
 * Exhaustive within its scope and nothing more (Jackson, "Software Abstractions", 2006: most faults show in small
 * scopes): longer words, other letters and other numbers are not tried here.
 */
export class ScopeSearch {
  readonly #explorations: readonly Exploration[];
  readonly #depthMax: number;
  readonly #statesMax: number;
  /** Fixtures whose present layer is not explored yet. */
  #open: readonly Exploration[] = [];
  #depth = 0;

  constructor({ decider = theKernel, fixtures = FIXTURES, depthMax, statesMax = STATES_MAX }: ScopeOptions) {
    this.#explorations = fixtures.map((fixture) => new Exploration(decider, fixture));
    this.#depthMax = depthMax;
    this.#statesMax = statesMax;
  }

  get states(): number {
    return this.#explorations.reduce((sum, { states }) => sum + states, 0);
  }

  /** Tries all letters in one more situation; false when there is none left within the bounds. */
  step(): boolean {
    if (this.states > this.#statesMax) return false;
    if (this.#open.length === 0 && !this.#beginLayer()) return false;
    const [exploration, ...others] = this.#open;
    if (exploration?.advance() === true) this.#open = others;
    return true;
  }

  report(): ScopeReport {
    return scopeReport(this.#explorations);
  }

  #beginLayer(): boolean {
    if (this.#depth === this.#depthMax) return false;
    this.#depth += 1;
    this.#open = this.#explorations.filter(({ isDone }) => !isDone);
    return this.#open.length > 0;
  }
}

/** The whole search at once. */
export function checkSmallScope(options: ScopeOptions): ScopeReport {
  const search = new ScopeSearch(options);
  while (search.step());
  return search.report();
}
