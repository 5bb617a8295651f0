import type { ReleaseRecord } from "../record/record.ts";
import { type ReleaseState, withFault } from "./release-state.ts";
import { NEW_SUBJECT, type SubjectState } from "./subject-state.ts";

/** The state with one subject changed. A record that names none, and must, is a fault. */
export function changeSubject(
  state: ReleaseState,
  { subject, sequence, kind }: ReleaseRecord,
  change: (before: SubjectState) => SubjectState,
): ReleaseState {
  if (subject === null) return withFault(state, `record ${sequence}: ${kind} names no subject`);
  const after = change(state.subjects.get(subject) ?? NEW_SUBJECT);
  return { ...state, subjects: state.subjects.set(subject, after) };
}
