import type { BodyKind, EventBody } from "../event/body.ts";
import type { MeshEvent } from "../event/event.ts";
import type { Answer, Job } from "../ports/work.ts";

/**
 * One concern of a node: a state, and a pure step from it.
 *
 * A step MUST NOT change the state or the message that it was given, read a clock, or touch anything outside: it may be
 * run again, and whatever it returns may be thrown away. Everything it wants done is an effect.
 */
export interface Actor<State, Views, Told = never> {
  /** Unique in its system. */
  readonly name: string;
  /** Kinds of events that it hears; all others pass it by. */
  readonly hears: ReadonlySet<BodyKind>;
  /** Messages that may wait for it, and requests that it may have open, at most. At least 1. */
  readonly mailboxMax: number;
  /** Actors that it may tell something. They MUST form no circle, so that two full mailboxes never wait for each other. */
  readonly tells: readonly string[];
  readonly initial: State;
  step(state: State, message: Heard<Told>, context: Context<Views>): Step<State>;
}

export interface Step<State> {
  readonly state: State;
  readonly effects: readonly Effect[];
}

export interface Context<Views> {
  /** Monotonic ms of this node. */
  readonly nowMs: number;
  /** Read-only. May be ahead of the event that is being heard, never behind it. */
  readonly views: Views;
  /** Whether an `author` or `work` effect of this actor with that tag is still unanswered. */
  isAsked(tag: string): boolean;
  /** Whether no admitted event that it hears lies ahead of this one. */
  isCaughtUp(): boolean;
}

/** What an actor hears. */
export type Heard<Told = never> =
  /** Once, before anything else. After a restart of the process, all events that are held follow. */
  | { readonly kind: "started" }
  /** Each admitted event once, in the order of admission. */
  | { readonly kind: "event"; readonly event: MeshEvent }
  | { readonly kind: "woken"; readonly tag: string }
  | { readonly kind: "told"; readonly message: Told }
  | Answered;

/** What became of an `author` or `work` effect: exactly one of these for each, unless it was abandoned. */
export type Answered =
  /** The event is durable and admitted, and the views have it. */
  | { readonly kind: "authored"; readonly tag: string; readonly event: MeshEvent }
  /** It could not be made; nothing was written. */
  | { readonly kind: "refused"; readonly tag: string; readonly code: string }
  | { readonly kind: "answered"; readonly tag: string; readonly answer: Answer }
  | { readonly kind: "failed"; readonly tag: string; readonly code: string };

/** What an actor wants done. A tag names a request or a wake among those of its actor. */
export type Effect =
  /** Sign this and make it durable. No second one with the same tag while the first is unanswered. */
  | { readonly kind: "author"; readonly tag: string; readonly body: EventBody }
  /** Start a job. As for `author`. */
  | { readonly kind: "work"; readonly tag: string; readonly job: Job }
  /** Stop the job; its answer will not be heard. Nothing if there is none. */
  | { readonly kind: "abandon"; readonly tag: string }
  | { readonly kind: "tell"; readonly to: string; readonly message: unknown }
  /** Be woken once at a time on the own clock, or as soon after as possible. Replaces an earlier wake with the tag. */
  | { readonly kind: "wake"; readonly tag: string; readonly atMs: number };

/** Admitted events in the order of admission, from 0 on. Grows only at its end. */
export interface EventFeed {
  readonly length: number;
  at(position: number): MeshEvent | undefined;
}
