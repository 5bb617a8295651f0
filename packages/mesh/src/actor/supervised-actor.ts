import type { Actor, Context, EventFeed, Heard, Step } from "./actor.ts";
import { Mailbox } from "./mailbox.ts";

/** Throws over one message after which it is set aside. */
export const ATTEMPTS_MAX = 3;
const BACKOFF_MS = 100;
const BACKOFF_MAX_MS = 30_000;

/** An actor of whatever state and messages. */
export type AnyActor<Views> = Actor<unknown, Views, unknown>;

/** Tries the effects of a step and carries them out; false when one has to wait. Throws for effects that may not be. */
export type Commit = (step: Step<unknown>) => boolean;

export type StepOutcome =
  /** Nothing to do now. */
  | { readonly kind: "idle" }
  | { readonly kind: "done" }
  /** A mailbox that it wanted to tell something is full; the same message comes again. */
  | { readonly kind: "held" }
  | { readonly kind: "thrown"; readonly cause: unknown }
  | { readonly kind: "poisoned"; readonly message: Heard<unknown>; readonly cause: unknown };

/**
 * An actor, its mailbox and its supervisor. State and effects of a step are taken together or not at all; the message
 * stays in hand until they are, so that a step that throws loses nothing and does nothing twice.
 */
export class SupervisedActor<Views> {
  readonly actor: AnyActor<Views>;
  readonly mailbox: Mailbox;
  #state: unknown;
  #inHand: Heard<unknown> | null = { kind: "started" };
  #attempts = 0;
  #failuresInARow = 0;
  #retryAtMs = Number.NEGATIVE_INFINITY;
  #isHeld = false;
  #restarts = 0;
  #poisoned = 0;

  constructor(actor: AnyActor<Views>, feed: EventFeed) {
    this.actor = actor;
    this.mailbox = new Mailbox(actor, feed);
    this.#state = actor.initial;
  }

  get state(): unknown {
    return this.#state;
  }

  get restarts(): number {
    return this.#restarts;
  }

  get poisoned(): number {
    return this.#poisoned;
  }

  /** Waits for a place in another mailbox. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  isBackingOff(nowMs: number): boolean {
    return nowMs < this.#retryAtMs;
  }

  /** When it next has something to do by itself: null for now, infinite for never. */
  readyAtMs(nowMs: number): number | null {
    if (this.isBackingOff(nowMs)) return this.#retryAtMs;
    // The actor that it waits for is the one that has something to do.
    if (this.#isHeld) return Number.POSITIVE_INFINITY;
    return this.#inHand === null ? this.mailbox.readyAtMs() : null;
  }

  run(context: Context<Views>, commit: Commit): StepOutcome {
    if (this.isBackingOff(context.nowMs)) return { kind: "idle" };
    this.#inHand ??= this.mailbox.take(context.nowMs);
    if (this.#inHand === null) return { kind: "idle" };
    try {
      return this.#attempt(this.#inHand, context, commit);
    } catch (cause) {
      return this.#failed(this.#inHand, cause, context.nowMs);
    }
  }

  #attempt(message: Heard<unknown>, context: Context<Views>, commit: Commit): StepOutcome {
    const step = this.actor.step(this.#state, message, context);
    this.#isHeld = !commit(step);
    if (this.#isHeld) return { kind: "held" };
    this.#state = step.state;
    this.#inHand = null;
    this.#attempts = 0;
    this.#failuresInARow = 0;
    return { kind: "done" };
  }

  #failed(message: Heard<unknown>, cause: unknown, nowMs: number): StepOutcome {
    this.#isHeld = false;
    this.#attempts += 1;
    this.#failuresInARow += 1;
    this.#restarts += 1;
    this.#retryAtMs = nowMs + backoffMs(this.#failuresInARow);
    if (this.#attempts < ATTEMPTS_MAX) return { kind: "thrown", cause };
    this.#inHand = null;
    this.#attempts = 0;
    this.#poisoned += 1;
    return { kind: "poisoned", message, cause };
  }
}

/** Doubles from 100 ms to 30 s. */
const backoffMs = (failures: number): number => Math.min(BACKOFF_MAX_MS, BACKOFF_MS * 2 ** Math.min(failures - 1, 20));
