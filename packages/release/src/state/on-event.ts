import type { Digest } from "@plimsoll/foundation";
import type { Bodies } from "../record/bodies.ts";
import type { ReleaseRecord } from "../record/record.ts";
import { changeSubject } from "./change-subject.ts";
import { kinKeysOf } from "./kin.ts";
import type { ReleaseState } from "./release-state.ts";
import type { Marks } from "./subject-state.ts";

export function onPause(state: ReleaseState, { to }: Bodies["pause.changed"], record: ReleaseRecord): ReleaseState {
  const paused = changeSubject(state, record, (before) => ({ ...before, pause: to, pauseAtMs: record.at }));
  return to.state === "STABLE" ? paused : marked(paused, record, () => ({ pause: record.sequence }));
}

export function onIncident(
  state: ReleaseState,
  { id }: Bodies["incident.reported"],
  record: ReleaseRecord,
): ReleaseState {
  const next = marked(state, record, ({ incidents }) => ({ incidents: incidents + 1, incident: record.sequence }));
  const { subject } = record;
  if (subject === null) return next;
  const isForeseen = isIncidentKnown(state, subject, id);
  return changeSubject(next, record, (before) => ({
    ...before,
    incidents: [...new Set([...before.incidents, id])],
    foreseen: isForeseen ? [...new Set([...before.foreseen, id])] : before.foreseen,
  }));
}

/** An id that was reported before, or that a mission of the subject or of its kin has already: it can answer for nothing new. */
export const isIncidentKnown = (state: ReleaseState, subject: Digest, id: string): boolean =>
  [subject, ...kinKeysOf(state, subject)]
    .flatMap((key) => state.subjects.get(key) ?? [])
    .some(({ incidents, missionIncidents }) => incidents.includes(id) || missionIncidents.includes(id));

export const onStop = (state: ReleaseState, _: Bodies["stop.ordered"], record: ReleaseRecord): ReleaseState =>
  marked(state, record, () => ({ stop: record.sequence }));

/** What names no subject happened to all of them. */
function marked(state: ReleaseState, record: ReleaseRecord, change: (before: Marks) => Partial<Marks>): ReleaseState {
  if (record.subject === null) return { ...state, marks: { ...state.marks, ...change(state.marks) } };
  return changeSubject(state, record, (before) => ({ ...before, marks: { ...before.marks, ...change(before.marks) } }));
}
