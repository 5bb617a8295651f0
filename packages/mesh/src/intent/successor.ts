import { RerootingMap } from "@plimsoll/foundation";
import type { Actor, Context, Heard, Step } from "../actor/actor.ts";
import type { EventId, MeshEvent, NodeKey } from "../event/event.ts";
import { isOf } from "./event-of.ts";
import type { Intent } from "./intent-record.ts";
import type { IntentViews } from "./intent-views.ts";
import { rankOf } from "./preference.ts";
import { lateThoughts, settle } from "./settle.ts";

/** Intents of others that want a signature, and when each was seen to open, in monotonic ms. */
export type SuccessorState = RerootingMap<EventId, number>;

export interface SuccessorOptions {
  readonly mailboxMax?: number;
  /**
   * How much later than the first the next in line acts, in ms. Covers that the first is dead as well: with 1,000 two
   * of the line have acted within the lease and 2 s. Shorter than a decision takes to spread, it makes dissent.
   */
  readonly staggerMs?: number;
}

/**
 * Stands in for owners. Once the owner of an intent has not been heard from for `ownerLeaseMs`, the first in line among
 * the members heard from within that time decides by the owner's rule, and amends. Lines are by `preference`; nobody is
 * asked, so that two may decide: the fold keeps one and shows the other as dissent.
 */
export function successorActor({ mailboxMax = 256, staggerMs = 1000 }: SuccessorOptions = {}): Actor<
  SuccessorState,
  IntentViews
> {
  return {
    name: "successor",
    hears: new Set(["intent.opened", "intent.decided", "intent.amended", "thought"]),
    mailboxMax,
    tells: [],
    initial: RerootingMap.empty(),
    step: (state, message, context) => {
      const id = intentOf(message);
      return id === null ? { state, effects: [] } : watch(state, id, staggerMs, context, writtenBy(message));
    },
  };
}

/** The intent that a message concerns; null for none. */
function intentOf(message: Heard): EventId | null {
  if (message.kind === "woken") return message.tag;
  if (message.kind === "refused") return null;
  return message.kind === "event" || message.kind === "authored" ? intentOfEvent(message.event) : null;
}

function intentOfEvent(event: MeshEvent): EventId | null {
  if (isOf(event, "intent.opened")) return event.id;
  if (isOf(event, "intent.decided") || isOf(event, "intent.amended") || isOf(event, "thought"))
    return event.body.intent;
  return null;
}

function writtenBy(message: Heard): readonly EventId[] {
  if (message.kind !== "authored") return [];
  const { body } = message.event;
  return body.kind === "intent.decided" || body.kind === "intent.amended" ? body.thoughts : [];
}

function watch(
  state: SuccessorState,
  id: EventId,
  staggerMs: number,
  context: Context<IntentViews>,
  written: readonly EventId[],
): Step<SuccessorState> {
  const intent = context.views.intents.intent(id);
  if (intent === undefined || !isWanting(intent, context)) return { state: state.delete(id), effects: [] };
  const openedMs = state.get(id) ?? context.nowMs;
  const next = state.has(id) ? state : state.set(id, openedMs);
  const dueMs = turnMs(intent, openedMs, staggerMs, context);
  if (context.nowMs < dueMs) return { state: next, effects: [{ kind: "wake", tag: id, atMs: dueMs }] };
  const deadlineMs = openedMs + intent.opened.body.softDeadlineMs;
  const effects = settle(intent, context.nowMs >= deadlineMs, context, written);
  const againMs = context.nowMs < deadlineMs ? deadlineMs : context.nowMs + intent.opened.body.ownerLeaseMs;
  return { state: next, effects: [...effects, { kind: "wake", tag: id, atMs: againMs }] };
}

/** Undecided, or with thoughts that are not in the record. */
const isWanting = (intent: Intent, { views }: Context<IntentViews>): boolean =>
  intent.opened.author !== views.self && (intent.kept === null || lateThoughts(intent).length > 0);

/**
 * When it is this node's turn, as far as it knows. After a restart nobody was heard yet: of an owner who stays silent the intent
 * itself is the last word, and its time counts from when it was read.
 */
function turnMs(
  { id, opened }: Intent,
  openedMs: number,
  staggerMs: number,
  { nowMs, views }: Context<IntentViews>,
): number {
  const { ownerLeaseMs } = opened.body;
  const heardMs = views.liveness.heardMs(opened.author) ?? openedMs;
  const silentMs = heardMs + ownerLeaseMs;
  if (nowMs < silentMs) return silentMs;
  return silentMs + staggerMs * rankOf(id, views.self, believedAlive(ownerLeaseMs, nowMs, views));
}

function* believedAlive(withinMs: number, nowMs: number, { liveness }: IntentViews): Iterable<NodeKey> {
  for (const key of liveness.members()) {
    const heardMs = liveness.heardMs(key);
    if (heardMs !== undefined && nowMs - heardMs < withinMs) yield key;
  }
}
