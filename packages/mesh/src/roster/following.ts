import type { EventId } from "../event/event.ts";
import type { EventView } from "../set/event-set.ts";
import type { Approvals } from "./approvals.ts";
import { causalPast } from "./causal-past.ts";
import { isRosterEvent, type Roster, type RosterEvent, rosterId, rosterOf } from "./roster.ts";

/** What rosters are judged by. */
export interface RosterView {
  readonly set: EventView;
  readonly genesis: Roster;
  readonly approvals: Approvals;
  /** Every admitted roster event. */
  readonly candidates: readonly RosterEvent[];
  /** Ids that were looked for and are not held: when one comes, following may lead elsewhere. */
  readonly missing: Set<EventId>;
}

/**
 * The rosters from an anchor to where a node stands (ME-21): each is approved by a majority of the one before it, has that one
 * in its past and is the smallest by (epoch, id) of those that do.
 */
export function followed(anchor: Roster, view: RosterView): Roster[] {
  const path = [anchor];
  for (let next = successor(anchor, view); next !== undefined; next = successor(next, view)) path.push(next);
  return path;
}

/** The rosters that a roster names as the ones before it, oldest first, itself last, without the genesis. */
export function lineage(stand: Roster, view: RosterView): RosterEvent[] {
  const line: RosterEvent[] = [];
  for (let event = stand.event; event !== null; event = predecessor(event, view)) line.unshift(event);
  return line;
}

/**
 * The roster of an anchor: one that a majority of the roster which it names before it approved, or a certificate and at least one of them
 * (ME-22). Undefined when it is not held or neither; then nothing counts.
 */
export function anchorRoster(anchor: EventId | null, view: RosterView): Roster | undefined {
  if (anchor === null) return view.genesis;
  const event = view.set.get(anchor);
  if (!isRosterEvent(event)) return undefined;
  const before = predecessor(event, view);
  if (before === null && event.body.follows !== null) return undefined;
  const electors = before === null ? view.genesis : rosterOf(before);
  const bySurvivors = event.body.certificate !== null && view.approvals.hasAny(event, electors);
  return bySurvivors || view.approvals.hasMajority(event, electors) ? rosterOf(event) : undefined;
}

function successor(stand: Roster, view: RosterView): Roster | undefined {
  const approved = view.candidates.filter((event) => isApprovedBy(event, stand, view.approvals));
  const next = approved.toSorted(byEpoch).find((event) => leadsBackTo(event, stand, view));
  return next && rosterOf(next);
}

const byEpoch = (one: RosterEvent, other: RosterEvent): number =>
  one.body.epoch - other.body.epoch || (one.id < other.id ? -1 : 1);

export const isApprovedBy = (event: RosterEvent, stand: Roster, approvals: Approvals): boolean =>
  event.body.epoch > stand.epoch && approvals.hasMajority(event, stand);

function leadsBackTo(event: RosterEvent, stand: Roster, { set, missing }: RosterView): boolean {
  const target = rosterId(stand);
  if (target === null) return true;
  const past = causalPast(set, [event.id, ...event.body.frontier], target);
  if (past.ids.has(target)) return true;
  for (const id of past.missing) missing.add(id);
  return false;
}

function predecessor({ body }: RosterEvent, { set, missing }: RosterView): RosterEvent | null {
  if (body.follows === null) return null;
  const before = set.get(body.follows);
  if (before === undefined) missing.add(body.follows);
  return isRosterEvent(before) && before.body.epoch < body.epoch ? before : null;
}
