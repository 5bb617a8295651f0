import type { Actor, Heard } from "../actor/actor.ts";
import type { EventId, MeshEvent } from "../event/event.ts";
import { renewed, withClaim } from "./claims.ts";
import { type EventOf, isOf } from "./event-of.ts";
import type { IntentViews } from "./intent-views.ts";
import { consider, lookOut } from "./worker-claiming.ts";
import { onFailed, publish, renew, start, yieldIfSuperseded } from "./worker-job.ts";
import { type WorkerOptions, type WorkerPlan, workerPlan } from "./worker-options.ts";
import {
  initialWorkerState,
  withCandidate,
  withJob,
  withoutCandidate,
  withoutJob,
  withPeer,
  type WorkerState,
} from "./worker-state.ts";
import { idOf, type Turn, wake, type WorkerContext } from "./worker-turn.ts";

/**
 * Claims intents of its lanes, has them worked on and publishes what comes of it, however late that is.
 *
 * A claim says how long the work is expected to take and is renewed meanwhile; whoever sees it lapse may take over.
 * Nothing is locked: claims only keep nodes from doing the same work, and two thoughts on one intent do no harm.
 */
export function workerActor(options: WorkerOptions): Actor<WorkerState, IntentViews> {
  const plan = workerPlan(options);
  return {
    name: "worker",
    hears: new Set(["intent.opened", "intent.claimed", "intent.renewed", "intent.decided", "thought"]),
    mailboxMax: plan.mailboxMax,
    tells: [],
    initial: initialWorkerState(),
    step: (state, message, context) => stepWorker(state, message, plan, context),
  };
}

function stepWorker(state: WorkerState, message: Heard, plan: WorkerPlan, context: WorkerContext): Turn {
  switch (message.kind) {
    case "event":
      return onEvent(state, message.event, plan, context);
    case "woken":
      return onWoken(state, message.tag, plan, context);
    case "authored":
      return onAuthored(state, message.tag, message.event, plan, context);
    case "answered":
      return publish(state, idOf(message.tag), message.answer);
    case "failed":
    case "refused":
      return onFailed(state, message.tag, plan, context);
    default:
      return { state, effects: [] };
  }
}

function onEvent(state: WorkerState, event: MeshEvent, plan: WorkerPlan, context: WorkerContext): Turn {
  if (context.views.standing(event) !== "counts") return { state, effects: [] };
  if (isOf(event, "intent.opened")) return onOpened(state, event, plan, context);
  if (isOf(event, "intent.claimed")) return onClaimed(state, event, plan, context);
  if (isOf(event, "intent.renewed")) return onRenewed(state, event, plan, context);
  if (isOf(event, "intent.decided")) return onDecided(state, event.body.intent, plan, context);
  return { state, effects: [] };
}

function onOpened(state: WorkerState, event: EventOf<"intent.opened">, plan: WorkerPlan, context: WorkerContext): Turn {
  const { id, body } = event;
  if (!plan.lanes.includes(body.lane)) return { state, effects: [] };
  const fresh = { claims: [], failures: 0, restUntilMs: 0, openedMs: context.nowMs };
  return consider(withCandidate(state, { id, lane: body.lane, ...fresh }), id, plan, context);
}

function onClaimed(
  state: WorkerState,
  event: EventOf<"intent.claimed">,
  plan: WorkerPlan,
  context: WorkerContext,
): Turn {
  const candidate = state.candidates.get(event.body.intent);
  if (candidate === undefined) return { state, effects: [] };
  const claims = withClaim(candidate.claims, event, context.nowMs, plan.leaseBelievedMs);
  const next = withPeer(withCandidate(state, { ...candidate, claims }), candidate.lane, event.author);
  return next.jobs.has(candidate.id)
    ? yieldIfSuperseded(next, candidate.id, plan, context)
    : consider(next, candidate.id, plan, context);
}

function onRenewed(
  state: WorkerState,
  event: EventOf<"intent.renewed">,
  plan: WorkerPlan,
  context: WorkerContext,
): Turn {
  const candidate = state.candidates.get(event.body.intent);
  if (candidate === undefined) return { state, effects: [] };
  const claims = renewed(candidate.claims, event, context.nowMs);
  return yieldIfSuperseded(withCandidate(state, { ...candidate, claims }), candidate.id, plan, context);
}

/** A decided intent is not claimed any more. Work that was begun goes on: its thought is still wanted. */
function onDecided(state: WorkerState, id: EventId, plan: WorkerPlan, context: WorkerContext): Turn {
  if ((context.views.intents.intent(id)?.kept ?? null) === null) return { state, effects: [] };
  const next = withoutCandidate(state, id);
  const phase = next.jobs.get(id)?.phase;
  return phase === "settling" ? lookOut(withoutJob(next, id), plan, context) : { state: next, effects: [] };
}

function onWoken(state: WorkerState, tag: string, plan: WorkerPlan, context: WorkerContext): Turn {
  const id = idOf(tag);
  if (tag.startsWith("consider ")) return consider(state, id, plan, context);
  if (tag.startsWith("start ")) return start(state, id, plan, context);
  if (tag.startsWith("renew ")) return renew(state, id, plan, context);
  return lookOut(state, plan, context);
}

function onAuthored(state: WorkerState, tag: string, event: MeshEvent, plan: WorkerPlan, context: WorkerContext): Turn {
  const id = idOf(tag);
  if (tag.startsWith("publish ")) return lookOut(withoutJob(state, id), plan, context);
  const job = state.jobs.get(id);
  if (!tag.startsWith("claim ") || job === undefined) return { state, effects: [] };
  const next = withJob(state, id, { ...job, phase: "settling", claim: event.id });
  return { state: next, effects: [wake(`start ${id}`, context.nowMs + plan.settleMs)] };
}
