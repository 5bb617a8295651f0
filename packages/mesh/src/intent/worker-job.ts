import type { Effect } from "../actor/actor.ts";
import type { EventId } from "../event/event.ts";
import type { Answer } from "../ports/work.ts";
import { slotsOf, unfinished } from "./claim-turn.ts";
import { GIVEN_UP_MS, isSuperseded } from "./claims.ts";
import { lookOut } from "./worker-claiming.ts";
import type { WorkerPlan } from "./worker-options.ts";
import { withCandidate, withJob, withoutJob, type WorkerState } from "./worker-state.ts";
import { idOf, type Turn, wake, type WorkerContext } from "./worker-turn.ts";

/** Begins the work, unless the claim turned out to be one too many. */
export function start(state: WorkerState, id: EventId, plan: WorkerPlan, context: WorkerContext): Turn {
  const [job, intent] = [state.jobs.get(id), context.views.intents.intent(id)];
  if (job === undefined || job.phase !== "settling") return { state, effects: [] };
  const isWanted = intent !== undefined && intent.kept === null && slotsOf(intent) > 0;
  if (!isWanted || supersededNow(state, id, context)) return lookOut(withoutJob(state, id), plan, context);
  const work = { idempotenceKey: id, lane: job.lane, prompt: job.prompt };
  const next = withJob({ ...state, starts: state.starts + 1 }, id, { ...job, phase: "working" });
  const effects: Effect[] = [{ kind: "work", tag: `work ${id}`, job: work }, renewWake(id, plan, context)];
  return { state: next, effects };
}

export function renew(state: WorkerState, id: EventId, plan: WorkerPlan, context: WorkerContext): Turn {
  const job = state.jobs.get(id);
  if (job === undefined || job.phase !== "working" || job.claim === null) return { state, effects: [] };
  const yielded = yieldIfSuperseded(state, id, plan, context);
  if (yielded.state !== state) return yielded;
  const again = renewWake(id, plan, context);
  if (context.isAsked(`renew ${id}`)) return { state, effects: [again] };
  const body = { kind: "intent.renewed", intent: id, claim: job.claim } as const;
  return { state, effects: [{ kind: "author", tag: `renew ${id}`, body }, again] };
}

const renewWake = (id: EventId, { leaseMs }: WorkerPlan, { nowMs }: WorkerContext): Effect =>
  wake(`renew ${id}`, nowMs + Math.floor(leaseMs / 3));

/** Leaves the work to a claim with precedence. Its own claim then lapses by itself. */
export function yieldIfSuperseded(state: WorkerState, id: EventId, plan: WorkerPlan, context: WorkerContext): Turn {
  const phase = state.jobs.get(id)?.phase;
  const mayYield = phase === "settling" || phase === "working";
  if (!mayYield || !supersededNow(state, id, context)) return { state, effects: [] };
  const { state: next, effects } = lookOut(withoutJob(state, id), plan, context);
  const abandon: Effect[] = phase === "working" ? [{ kind: "abandon", tag: `work ${id}` }] : [];
  return { state: next, effects: [...abandon, ...effects] };
}

function supersededNow(state: WorkerState, id: EventId, { nowMs, views }: WorkerContext): boolean {
  const [candidate, intent] = [state.candidates.get(id), views.intents.intent(id)];
  if (candidate === undefined || intent === undefined) return false;
  return isSuperseded(unfinished(candidate.claims, intent), views.self, slotsOf(intent), nowMs);
}

export function publish(state: WorkerState, id: EventId, answer: Answer): Turn {
  const job = state.jobs.get(id);
  if (job === undefined) return { state, effects: [] };
  const body = { kind: "thought", intent: id, ...answer } as const;
  const next = withJob(state, id, { ...job, phase: "publishing" });
  return { state: next, effects: [{ kind: "author", tag: `publish ${id}`, body }] };
}

/** A job that failed, or an event that could not be made: the claim is given up for others to take, and rests here. */
export function onFailed(state: WorkerState, tag: string, plan: WorkerPlan, context: WorkerContext): Turn {
  const id = idOf(tag);
  if (tag.startsWith("renew ") || tag.startsWith("give up ")) return { state, effects: [] };
  const { state: next, effects } = lookOut(rested(withoutJob(state, id), id, plan, context), plan, context);
  const isClaimed = !tag.startsWith("claim ") && next.candidates.has(id);
  const body = { kind: "intent.claimed", intent: id, announcedMs: 0, leaseMs: GIVEN_UP_MS } as const;
  const release: Effect[] =
    isClaimed && !context.isAsked(`give up ${id}`) ? [{ kind: "author", tag: `give up ${id}`, body }] : [];
  return { state: next, effects: [...release, ...effects, wake(`consider ${id}`, restUntilMs(next, id))] };
}

function rested(state: WorkerState, id: EventId, { restMs }: WorkerPlan, { nowMs }: WorkerContext): WorkerState {
  const candidate = state.candidates.get(id);
  if (candidate === undefined) return state;
  const failures = candidate.failures + 1;
  return withCandidate(state, { ...candidate, failures, restUntilMs: nowMs + restMs * 2 ** Math.min(failures - 1, 6) });
}

const restUntilMs = (state: WorkerState, id: EventId): number => state.candidates.get(id)?.restUntilMs ?? 0;
