import { RerootingMap } from "@plimsoll/foundation";
import type { Actor, Context, Effect, Heard, Step } from "../actor/actor.ts";
import type { BodyFields } from "../event/body.ts";
import type { EventId, MeshEvent } from "../event/event.ts";
import { type EventOf, isOf } from "./event-of.ts";
import type { IntentViews } from "./intent-views.ts";
import { settle, settleTag } from "./settle.ts";

/** Asks the owner to open an intent. The same request twice, while the first is not durable, opens one. */
export interface OpenIntent extends Readonly<BodyFields["intent.opened"]> {
  /** Names the request: the tag under which the event is authored is `open ` and this. */
  readonly request: string;
}

/** Own intents without a decision, and when each was seen to open, in monotonic ms. */
export type OwnerState = RerootingMap<EventId, number>;

export interface OwnerOptions {
  readonly mailboxMax?: number;
}

/** How long after a refused signature it tries again. */
const RETRY_MS = 1000;

/**
 * Opens intents and decides its own: at `enough` voices, or at the soft deadline with at least one; with none then, at
 * the first. What comes later it takes into the record by an amendment. It never waits for anybody.
 */
export function ownerActor({ mailboxMax = 256 }: OwnerOptions = {}): Actor<OwnerState, IntentViews, OpenIntent> {
  return {
    name: "owner",
    hears: new Set(["intent.opened", "intent.decided", "thought"]),
    mailboxMax,
    tells: [],
    initial: RerootingMap.empty(),
    step: stepOwner,
  };
}

function stepOwner(state: OwnerState, message: Heard<OpenIntent>, context: Context<IntentViews>): Step<OwnerState> {
  switch (message.kind) {
    case "told":
      return { state, effects: context.isAsked(openTag(message.message)) ? [] : [openingOf(message.message)] };
    case "event":
      return onEvent(state, message.event, context);
    case "woken":
      return message.tag.startsWith(LIFE)
        ? stillHere(state, message.tag.slice(LIFE.length), context)
        : settled(state, message.tag.slice(DEADLINE.length), context);
    case "authored":
      return onAuthored(state, message.event, context);
    case "refused":
      return { state, effects: retryOf(state, message.tag, context) };
    default:
      return { state, effects: [] };
  }
}

function onEvent(state: OwnerState, event: MeshEvent, context: Context<IntentViews>): Step<OwnerState> {
  if (isOf(event, "intent.opened")) return onOpened(state, event, context);
  if (isOf(event, "intent.decided")) return settled(state, event.body.intent, context);
  return isOf(event, "thought") && event.body.intent !== null
    ? settled(state, event.body.intent, context)
    : { state, effects: [] };
}

function onOpened(state: OwnerState, event: EventOf<"intent.opened">, context: Context<IntentViews>): Step<OwnerState> {
  if (event.author !== context.views.self) return { state, effects: [] };
  const { effects, state: next } = settled(state.set(event.id, context.nowMs), event.id, context);
  const wake = { kind: "wake", tag: DEADLINE + event.id, atMs: context.nowMs + event.body.softDeadlineMs } as const;
  return { state: next, effects: next.has(event.id) ? [...effects, wake, lifeWake(event, context.nowMs)] : effects };
}

/**
 * Says that it lives while an intent of its own is undecided, for a silent owner is taken for a dead one. Whatever it wrote
 * lately says as much. It looks again at what there is to sign: at the last look it may not have counted.
 */
function stillHere(state: OwnerState, id: EventId, context: Context<IntentViews>): Step<OwnerState> {
  const opened = context.views.intents.intent(id)?.opened;
  if (opened === undefined || !state.has(id)) return { state, effects: [] };
  const { state: next, effects } = settled(state, id, context);
  return { state: next, effects: [...effects, ...signsOfLife(opened, context), lifeWake(opened, context.nowMs)] };
}

function signsOfLife({ id, body }: EventOf<"intent.opened">, context: Context<IntentViews>): readonly Effect[] {
  const { views, nowMs } = context;
  const isSilent = nowMs - (views.liveness.heardMs(views.self) ?? 0) >= body.ownerLeaseMs / SIGNS_IN_LEASE;
  if (!isSilent || !views.selfCounts || context.isAsked(LIFE + id)) return [];
  return [{ kind: "author", tag: LIFE + id, body: { kind: "intent.renewed", intent: id, claim: id } }];
}

const lifeWake = ({ id, body }: EventOf<"intent.opened">, nowMs: number): Effect => ({
  kind: "wake",
  tag: LIFE + id,
  atMs: nowMs + Math.max(1, Math.floor(body.ownerLeaseMs / SIGNS_IN_LEASE)),
});

function onAuthored(state: OwnerState, { body }: MeshEvent, context: Context<IntentViews>): Step<OwnerState> {
  if (body.kind !== "intent.decided" && body.kind !== "intent.amended") return { state, effects: [] };
  return settled(state, body.intent, context, body.thoughts);
}

/** What there is to sign for one of its intents; decided ones are no longer watched. */
function settled(
  state: OwnerState,
  id: EventId,
  context: Context<IntentViews>,
  written: readonly EventId[] = [],
): Step<OwnerState> {
  const intent = context.views.intents.intent(id);
  if (intent === undefined || intent.opened.author !== context.views.self) return { state, effects: [] };
  const openedMs = state.get(id);
  const isPast = openedMs !== undefined && context.nowMs >= openedMs + intent.opened.body.softDeadlineMs;
  const effects = settle(intent, isPast, context, written);
  return { state: intent.kept === null ? state : state.delete(id), effects };
}

function retryOf(state: OwnerState, tag: string, { nowMs }: Context<IntentViews>): readonly Effect[] {
  const id = tag.slice(settleTag("").length);
  return state.has(id) ? [{ kind: "wake", tag: DEADLINE + id, atMs: nowMs + RETRY_MS }] : [];
}

const DEADLINE = "deadline ";
const LIFE = "life ";

/** Two of them may be lost or late before the owner is taken for dead. */
const SIGNS_IN_LEASE = 3;

const openTag = ({ request }: OpenIntent): string => `open ${request}`;

function openingOf({ request, ...fields }: OpenIntent): Effect {
  return { kind: "author", tag: `open ${request}`, body: { ...fields, kind: "intent.opened" } };
}
