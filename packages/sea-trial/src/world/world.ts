import { RandomStream } from "@plimsoll/foundation";
import { Agenda } from "@plimsoll/mesh/simulated";
import { settled } from "./settled.ts";

/** The time of a world beside ours: that of the mesh, which keeps an agenda of its own. */
export interface OtherTime {
  nextMs(): number;
  /** Lets everything happen up to and including a moment. */
  runUntil(ms: number): void;
}

const NO_OTHER: OtherTime = { nextMs: () => Infinity, runUntil: () => {} };

/**
 * True time and the order of everything: one event after the other, each with all that was promised within it. The same
 * seed gives the same course.
 */
export class TrialWorld {
  readonly #agenda = new Agenda();
  readonly #seed: number;
  #other = NO_OTHER;
  #nowMs = 0;
  #events = 0;
  #isUnsettled = false;
  #failure: { readonly cause: unknown } | null = null;
  /** Nothing happens after so many: what loops for ever ends here. */
  eventsMax = Infinity;
  /** Called after each event. */
  afterEvent: () => void = () => {};

  constructor(seed: number) {
    this.#seed = seed;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  get events(): number {
    return this.#events;
  }

  /** A stream of its own for each purpose: what one of them draws changes no other. */
  random(...path: readonly (string | number)[]): RandomStream {
    return RandomStream.from("sea trial", this.#seed, ...path);
  }

  beside(other: OtherTime): void {
    this.#other = other;
  }

  at(ms: number, act: () => void): void {
    this.#agenda.at(Math.max(ms, this.#nowMs), act);
  }

  after(ms: number, act: () => void): void {
    this.at(this.#nowMs + ms, act);
  }

  /** What is promised in this event is waited for before the next one. */
  unsettle(): void {
    this.#isUnsettled = true;
  }

  /** Something was thrown where nobody could catch it: the trial ends with it, and not the program beside it. */
  fail(cause: unknown): void {
    this.#failure ??= { cause };
  }

  /** An event has happened beside: in the mesh. */
  noteEvent(): void {
    this.#events += 1;
    this.afterEvent();
  }

  /** Throws what was handed to `fail`. */
  async runUntil(endMs: number): Promise<void> {
    for (;;) {
      const mine = this.#agenda.nextMs();
      const nextMs = Math.min(mine, this.#other.nextMs());
      if (nextMs > endMs || this.#events >= this.eventsMax) break;
      this.#nowMs = nextMs;
      this.#other.runUntil(nextMs);
      if (mine === nextMs) {
        this.#agenda.take()?.();
        this.noteEvent();
      }
      if (this.#isUnsettled) {
        this.#isUnsettled = false;
        await settled();
      }
      if (this.#failure !== null) throw this.#failure.cause;
    }
    this.#nowMs = endMs;
    this.#other.runUntil(endMs);
  }
}
