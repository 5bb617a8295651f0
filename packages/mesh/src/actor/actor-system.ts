import { PlimsollError } from "@plimsoll/foundation";
import type { Answered, Context, Effect, EventFeed, Heard, Step } from "./actor.ts";
import { type AnyActor, type StepOutcome, SupervisedActor } from "./supervised-actor.ts";
import { checkActors } from "./tell-order.ts";

/** Effects of one step at most. */
export const EFFECTS_MAX = 256;
/** Poisoned messages that are kept for a look; their number goes on counting. */
const POISONED_KEPT = 64;

export interface ActorSystemOptions<Views> {
  /** In the order in which they take turns. */
  readonly actors: readonly AnyActor<Views>[];
  readonly feed: EventFeed;
  /** Asked once in each `step`, so that a state that was folded anew is seen. */
  readonly views: () => Views;
  /** Steps of actors in one call of `step` at most, so that the caller keeps its own turn. 1,024 when not given. */
  readonly stepsMax?: number;
}

/** An effect for the caller to carry out, and to answer with `deliver`. */
export interface Outgoing {
  readonly actor: string;
  readonly effect: Extract<Effect, { kind: "author" | "work" | "abandon" }>;
}

/** How loaded one actor is. */
export interface Pressure {
  readonly actor: string;
  /** Told and answered, waiting. Never more than twice `mailboxMax` plus the effects of one step. */
  readonly queued: number;
  /** Places left for what others tell. At 0 they wait. */
  readonly credit: number;
  /** Admitted events that it has not looked at yet. They wait in the set, not here. */
  readonly behind: number;
  readonly openRequests: number;
  readonly wakes: number;
  readonly condition: "running" | "held" | "backing off";
  readonly restarts: number;
  readonly poisoned: number;
}

/** A message over which an actor threw three times. */
export interface Poisoned {
  readonly actor: string;
  readonly message: Heard<unknown>;
  readonly cause: unknown;
  readonly atMs: number;
}

/**
 * The actors of one node. Synchronous and deterministic: the same calls in the same order give the same effects, so that
 * the simulator and a real node run the same code (T6). It starts nothing and waits for nothing by itself.
 */
export class ActorSystem<Views> {
  readonly #actors: readonly SupervisedActor<Views>[];
  readonly #byName: ReadonlyMap<string, SupervisedActor<Views>>;
  readonly #views: () => Views;
  readonly #stepsMax: number;
  readonly #poisoned: Poisoned[] = [];
  #nowMs = Number.NEGATIVE_INFINITY;
  #turn = 0;
  #isCutShort = false;
  #strays = 0;

  /** @throws {PlimsollError} `MESH_ACTORS` */
  constructor({ actors, feed, views, stepsMax = 1024 }: ActorSystemOptions<Views>) {
    checkActors(actors);
    this.#actors = actors.map((actor) => new SupervisedActor(actor, feed));
    this.#byName = new Map(this.#actors.map((supervised) => [supervised.actor.name, supervised]));
    this.#views = views;
    this.#stepsMax = stepsMax;
  }

  /** Answers to requests that were not open: repeated, late after `abandon`, or never asked. They change nothing. */
  get strays(): number {
    return this.#strays;
  }

  /** The latest of them. */
  get poisoned(): readonly Poisoned[] {
    return this.#poisoned;
  }

  /** Answers an effect. False, and nothing done, when its actor does not wait for it. */
  deliver(actor: string, answer: Answered): boolean {
    const isTaken = this.#byName.get(actor)?.mailbox.answer(answer) ?? false;
    if (!isTaken) this.#strays += 1;
    return isTaken;
  }

  /** Tells an actor something from outside. False, and nothing done, when its mailbox is full: ask again later. */
  tell(actor: string, message: unknown): boolean {
    return this.#get(actor).mailbox.tell(message);
  }

  /**
   * Lets the actors work, by turns, until none has anything to do or `stepsMax` is reached. What is returned is to be
   * carried out in order. A clock that went back counts as standing still.
   */
  step(nowMs: number): readonly Outgoing[] {
    this.#nowMs = Math.max(this.#nowMs, nowMs);
    const [outgoing, views]: [Outgoing[], Views] = [[], this.#views()];
    let [idle, steps] = [0, 0];
    for (; steps < this.#stepsMax && idle < this.#actors.length; this.#turn += 1) {
      const supervised = this.#actors[this.#turn % this.#actors.length] as SupervisedActor<Views>;
      const outcome = this.#run(supervised, views, outgoing);
      idle = outcome.kind === "idle" || outcome.kind === "held" ? idle + 1 : 0;
      if (outcome.kind !== "idle") steps += 1;
    }
    this.#isCutShort = idle < this.#actors.length;
    return outgoing;
  }

  /** When `step` has something to do again: a time at or before the last `step` means now; null, not before a call. */
  nextMs(): number | null {
    if (this.#isCutShort) return this.#nowMs;
    let least = Number.POSITIVE_INFINITY;
    for (const supervised of this.#actors) least = Math.min(least, supervised.readyAtMs(this.#nowMs) ?? this.#nowMs);
    return least === Number.POSITIVE_INFINITY ? null : least;
  }

  pressure(): readonly Pressure[] {
    return this.#actors.map((supervised) => this.#pressureOf(supervised));
  }

  /** The last good state of an actor, for a look. */
  stateOf(actor: string): unknown {
    return this.#get(actor).state;
  }

  #run(supervised: SupervisedActor<Views>, views: Views, outgoing: Outgoing[]): StepOutcome {
    const { mailbox, actor } = supervised;
    const context: Context<Views> = {
      nowMs: this.#nowMs,
      views,
      isAsked: (tag) => mailbox.isAsked(tag),
      isCaughtUp: () => !mailbox.isEventAhead(),
    };
    const outcome = supervised.run(context, (step) => this.#commit(supervised, step, outgoing));
    if (outcome.kind === "poisoned") {
      this.#poisoned.push({ actor: actor.name, message: outcome.message, cause: outcome.cause, atMs: this.#nowMs });
      if (this.#poisoned.length > POISONED_KEPT) this.#poisoned.shift();
    }
    return outcome;
  }

  /** All effects of a step, or none: first everything that can be refused, then everything that cannot. */
  #commit(supervised: SupervisedActor<Views>, { effects }: Step<unknown>, outgoing: Outgoing[]): boolean {
    checkEffects(supervised, effects);
    if (!this.#hasPlaces(effects)) return false;
    for (const effect of effects) this.#carryOut(supervised, effect, outgoing);
    return true;
  }

  #hasPlaces(effects: readonly Effect[]): boolean {
    const wanted = new Map<string, number>();
    for (const effect of effects) if (effect.kind === "tell") wanted.set(effect.to, (wanted.get(effect.to) ?? 0) + 1);
    return [...wanted].every(([to, count]) => {
      const { actor, mailbox } = this.#get(to);
      // It would wait for ever.
      if (count > actor.mailboxMax) throw actorFault(`at most ${actor.mailboxMax} tells to ${to}`, String(count));
      return count <= mailbox.credit;
    });
  }

  #carryOut({ actor, mailbox }: SupervisedActor<Views>, effect: Effect, outgoing: Outgoing[]): void {
    if (effect.kind === "tell") {
      this.#get(effect.to).mailbox.tell(effect.message);
    } else if (effect.kind === "wake") {
      // Not within the same call, or an actor that wakes itself at once would never let it end.
      mailbox.wake(effect.tag, Math.max(effect.atMs, this.#nowMs + 1));
    } else {
      if (effect.kind === "abandon") mailbox.forget(effect.tag);
      else mailbox.ask(effect.tag);
      outgoing.push({ actor: actor.name, effect });
    }
  }

  #pressureOf(supervised: SupervisedActor<Views>): Pressure {
    const { actor, mailbox, restarts, poisoned, isHeld } = supervised;
    const { queued, credit, behind, openRequests, wakes } = mailbox;
    const condition = supervised.isBackingOff(this.#nowMs) ? "backing off" : isHeld ? "held" : "running";
    return { actor: actor.name, queued, credit, behind, openRequests, wakes, condition, restarts, poisoned };
  }

  #get(name: string): SupervisedActor<Views> {
    const supervised = this.#byName.get(name);
    if (supervised !== undefined) return supervised;
    throw actorFault("an actor of this system", name);
  }
}

/** Thrown for effects that an actor may not have: the step is then taken as one that threw. */
function checkEffects<Views>({ actor, mailbox }: SupervisedActor<Views>, effects: readonly Effect[]): void {
  if (effects.length > EFFECTS_MAX) throw actorFault(`at most ${EFFECTS_MAX} effects`, String(effects.length));
  const given = new Set<string>();
  for (const effect of effects) {
    if (effect.kind === "tell" && !actor.tells.includes(effect.to)) throw actorFault("an actor it tells", effect.to);
    if (effect.kind === "wake" && !Number.isFinite(effect.atMs)) throw actorFault("a time", String(effect.atMs));
    if (effect.kind === "abandon") given.add(`abandoned ${effect.tag}`);
    if (effect.kind !== "author" && effect.kind !== "work") continue;
    const isOpen = mailbox.isAsked(effect.tag) && !given.has(`abandoned ${effect.tag}`);
    if (isOpen || given.has(effect.tag)) throw actorFault("a tag without an open request", effect.tag);
    given.add(effect.tag);
  }
}

const actorFault = (expected: string, received: string): PlimsollError =>
  new PlimsollError({ code: "MESH_ACTOR_EFFECT", expected, received, fix: "mend the actor" });
