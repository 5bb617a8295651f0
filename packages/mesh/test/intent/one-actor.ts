import type { Actor, Effect, Heard } from "../../src/actor/actor.ts";
import type { MeshEvent, NodeKey } from "../../src/event/event.ts";
import { IntentBook } from "../../src/intent/intent-book.ts";
import type { IntentViews } from "../../src/intent/intent-views.ts";
import type { Standing } from "../../src/set/projection.ts";

/** One actor by itself: a book, a clock that is set, and whatever it is made to hear. */
export class OneActor<State, Told> {
  readonly book = new IntentBook();
  readonly heardMs = new Map<NodeKey, number>();
  readonly asked = new Set<string>();
  state: State;
  nowMs = 0;
  selfCounts = true;
  isCaughtUp = true;
  standing: (event: MeshEvent) => Standing = () => "counts";
  readonly #actor: Actor<State, IntentViews, Told>;
  readonly #self: NodeKey;

  constructor(actor: Actor<State, IntentViews, Told>, self: NodeKey) {
    this.#actor = actor;
    this.#self = self;
    this.state = actor.initial;
  }

  /** Admits an event and has it heard, if the actor hears its kind. */
  admit(event: MeshEvent): readonly Effect[] {
    this.book.admit(event, this.standing(event));
    this.heardMs.set(event.author, this.nowMs);
    const hears = this.#actor.hears as ReadonlySet<string>;
    return hears.has(event.body.kind) ? this.hear({ kind: "event", event }) : [];
  }

  hear(message: Heard<Told>): readonly Effect[] {
    const views: IntentViews = {
      self: this.#self,
      selfCounts: this.selfCounts,
      intents: this.book,
      liveness: { members: () => this.heardMs.keys(), heardMs: (key) => this.heardMs.get(key) },
      standing: this.standing,
    };
    const { nowMs } = this;
    const context = { nowMs, views, isAsked: (tag: string) => this.asked.has(tag), isCaughtUp: () => this.isCaughtUp };
    const { state, effects } = this.#actor.step(this.state, message, context);
    this.state = state;
    return effects;
  }
}

export const bodies = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.kind === "author" ? [effect.body] : []));
export const wakes = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.kind === "wake" ? [effect] : []));
