import type { Context } from "../actor/actor.ts";
import type { NodeKey } from "../event/event.ts";
import { type Claim, GIVEN_UP_MS, lapseMs, liveClaims } from "./claims.ts";
import type { Intent } from "./intent-record.ts";
import type { IntentViews } from "./intent-views.ts";
import { isAhead, preference } from "./preference.ts";
import { voices } from "./voices.ts";
import type { WorkerPlan } from "./worker-options.ts";
import type { Candidate, WorkerState } from "./worker-state.ts";

/** Voices that an intent still wants. */
export const slotsOf = (intent: Intent): number => intent.opened.body.enough - voices(intent.thoughts).length;

/** Claims by nodes of which no thought on the intent is here yet. */
export function unfinished(claims: readonly Claim[], intent: Intent): readonly Claim[] {
  const done = new Set(intent.thoughts.map(({ author }) => author));
  return claims.filter(({ author }) => !done.has(author));
}

/** Since when an intent has a place for one more claim; while others hold it, when the first of them will have lapsed. */
export function freeMs(candidate: Candidate, intent: Intent, nowMs: number): number {
  const claims = unfinished(candidate.claims, intent);
  const live = liveClaims(claims, nowMs);
  if (live.length >= slotsOf(intent)) return Math.min(...live.map(lapseMs));
  const lapsed = claims.filter((claim) => !live.includes(claim));
  return Math.max(candidate.openedMs, candidate.restUntilMs, ...lapsed.map(lapseMs));
}

/**
 * When it is this node's turn to claim: at once for the first in line, `staggerMs` later for each who stands before it,
 * counted from when the place became free.
 */
export function claimTurnMs(
  candidate: Candidate,
  intent: Intent,
  state: WorkerState,
  plan: WorkerPlan,
  context: Context<IntentViews>,
): number {
  const sinceMs = freeMs(candidate, intent, context.nowMs);
  return context.nowMs < sinceMs ? sinceMs : lineTurnMs(candidate, sinceMs, state, plan, context);
}

function lineTurnMs(
  { id, lane }: Candidate,
  sinceMs: number,
  state: WorkerState,
  plan: WorkerPlan,
  context: Context<IntentViews>,
): number {
  const { self } = context.views;
  const known = [...(state.peers.get(lane) ?? [])].filter((key) => key !== self);
  // Where nobody is known, all would be first: they spread by chance until somebody was heard.
  if (known.length === 0) return sinceMs + Math.floor((preference(id, self) * 2 * plan.staggerMs) / 2 ** 32);
  const busy = busyPeers(state, plan, context);
  const line = known.filter((key) => isAhead(id, key, self) && isHeard(key, plan, context) && !busy.has(key));
  return patientMs(line, sinceMs, plan, context);
}

/**
 * Who stands before this node may have claimed, and the news be late: until something newer was heard of it, it is given
 * some time more.
 */
function patientMs(
  line: readonly NodeKey[],
  sinceMs: number,
  { staggerMs }: WorkerPlan,
  { nowMs, views }: Context<IntentViews>,
): number {
  const turnMs = sinceMs + staggerMs * line.length;
  const isQuiet = line.some((key) => (views.liveness.heardMs(key) ?? 0) < sinceMs + staggerMs);
  return isQuiet ? Math.max(turnMs, Math.min(nowMs + staggerMs, sinceMs + PATIENCE * staggerMs)) : turnMs;
}

const PATIENCE = 6;

function isHeard(key: NodeKey, { peerSilentMs }: WorkerPlan, { nowMs, views }: Context<IntentViews>): boolean {
  const heardMs = views.liveness.heardMs(key);
  return heardMs !== undefined && nowMs - heardMs < peerSilentMs;
}

/** Those that hold as many claims as this node could: nodes of one lane are taken to be alike. */
function busyPeers(state: WorkerState, { capacity }: WorkerPlan, context: Context<IntentViews>): ReadonlySet<NodeKey> {
  const held = new Map<NodeKey, number>();
  for (const { id, claims } of state.candidates.values()) {
    const intent = context.views.intents.intent(id);
    if (claims.length === 0 || intent === undefined) continue;
    const holding = liveClaims(unfinished(claims, intent), context.nowMs).slice(0, Math.max(0, slotsOf(intent)));
    for (const { author, leaseMs } of holding) {
      if (leaseMs > GIVEN_UP_MS) held.set(author, (held.get(author) ?? 0) + 1);
    }
  }
  return new Set([...held].flatMap(([key, count]) => (count >= capacity ? [key] : [])));
}
