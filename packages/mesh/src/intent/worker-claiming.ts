import type { Effect } from "../actor/actor.ts";
import type { EventId } from "../event/event.ts";
import { claimTurnMs, freeMs, slotsOf, unfinished } from "./claim-turn.ts";
import { isSuperseded, liveClaims } from "./claims.ts";
import type { EventOf } from "./event-of.ts";
import type { Intent } from "./intent-record.ts";
import { preference } from "./preference.ts";
import type { WorkerPlan } from "./worker-options.ts";
import { type Candidate, type OwnJob, withJob, withoutCandidate, type WorkerState } from "./worker-state.ts";
import { type Turn, wake, type WorkerContext } from "./worker-turn.ts";

/** For each place a worker looks at so many of the oldest of a backlog, and takes those to which it is nearest. */
const LOOK_EACH = 8;
const LOOK_MAX = 128;

/** Claims the intent if it is this node's turn, and else comes back when it will be. */
export function consider(state: WorkerState, id: EventId, plan: WorkerPlan, context: WorkerContext): Turn {
  const [candidate, intent] = [state.candidates.get(id), context.views.intents.intent(id)];
  if (candidate === undefined || state.jobs.has(id)) return { state, effects: [] };
  if (intent === undefined || intent.kept !== null) return { state: withoutCandidate(state, id), effects: [] };
  if (slotsOf(intent) <= 0 || !context.views.selfCounts) return { state, effects: [] };
  // A claim, its own from before a restart among them, may be among the events that are still ahead.
  if (!context.isCaughtUp()) return { state, effects: [wake(`consider ${id}`, context.nowMs)] };
  const resumed = resume(state, candidate, intent, plan, context);
  if (resumed !== null) return resumed;
  const turnMs = claimTurnMs(candidate, intent, state, plan, context);
  if (context.nowMs < turnMs) return { state, effects: [wake(`consider ${id}`, turnMs)] };
  // With every place taken it is looked at again when one is free.
  return state.jobs.size >= plan.capacity ? { state, effects: [] } : claim(state, intent.opened, plan);
}

/** An own claim that has not lapsed and for which no job runs is taken up again: after a restart of the process. */
function resume(
  state: WorkerState,
  { id, claims, restUntilMs }: Candidate,
  intent: Intent,
  plan: WorkerPlan,
  context: WorkerContext,
): Turn | null {
  const { nowMs, views } = context;
  const open = unfinished(claims, intent);
  const own = liveClaims(open, nowMs).find(({ author }) => author === views.self);
  const isFree = state.jobs.size < plan.capacity && nowMs >= restUntilMs;
  if (own === undefined || !isFree || isSuperseded(open, views.self, slotsOf(intent), nowMs)) return null;
  const job: OwnJob = { ...jobOf(intent.opened), phase: "settling", claim: own.id };
  return { state: withJob(state, id, job), effects: [wake(`start ${id}`, nowMs + plan.settleMs)] };
}

function claim(state: WorkerState, opened: EventOf<"intent.opened">, plan: WorkerPlan): Turn {
  const { announcedMs, leaseMs } = plan;
  const body = { kind: "intent.claimed", intent: opened.id, announcedMs, leaseMs } as const;
  const next = withJob(state, opened.id, { ...jobOf(opened), phase: "claiming", claim: null });
  return { state: next, effects: [{ kind: "author", tag: `claim ${opened.id}`, body }] };
}

const jobOf = ({ body }: EventOf<"intent.opened">): Pick<OwnJob, "lane" | "prompt"> => ({
  lane: body.lane,
  prompt: body.prompt,
});

/** Takes up what waited for a free place: of the oldest the nearest, so that two that are free at once differ. */
export function lookOut(state: WorkerState, plan: WorkerPlan, context: WorkerContext): Turn {
  const effects: Effect[] = [];
  let next = state;
  for (const { id } of backlog(state, plan, context)) {
    if (next.jobs.size >= plan.capacity) break;
    const turn = consider(next, id, plan, context);
    next = turn.state;
    effects.push(...turn.effects);
  }
  return { state: next, effects };
}

function backlog(state: WorkerState, plan: WorkerPlan, { nowMs, views }: WorkerContext): readonly Candidate[] {
  const isFree = (candidate: Candidate): boolean => {
    const intent = views.intents.intent(candidate.id);
    return intent !== undefined && nowMs >= freeMs(candidate, intent, nowMs);
  };
  return [...state.candidates.values()]
    .filter((candidate) => !state.jobs.has(candidate.id) && isFree(candidate))
    .toSorted((a, b) => a.openedMs - b.openedMs || (a.id < b.id ? -1 : 1))
    .slice(0, Math.min(LOOK_MAX, LOOK_EACH * plan.capacity))
    .toSorted((a, b) => preference(a.id, views.self) - preference(b.id, views.self));
}
