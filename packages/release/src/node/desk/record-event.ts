import { PlimsollError } from "@plimsoll/foundation";
import { changeKeysIn } from "../../argument/change-key.ts";
import { keptOfKind } from "../../record/kept-of-kind.ts";
import type { ReleaseReader } from "../../record/release-store.ts";
import type { Draft } from "../../record/bodies.ts";
import type { ReleaseRecord } from "../../record/record.ts";
import { subjectKey } from "../../record/subject-key.ts";
import type { ReleaseState } from "../../state/release-state.ts";
import { isIncidentKnown } from "../../state/on-event.ts";
import { type HeldStore, TURN_MS, withStore } from "../store/with-store.ts";

/**
 * Writes what happened outside an evaluation into the log. Durable when it returns. Throws `RELEASE_EVALUATION_UNKNOWN` and
 * `RELEASE_SUBJECT_UNKNOWN` for what the log does not know, `RELEASE_INCIDENT_KNOWN` for an id that is taken,
 * `RELEASE_ALREADY_WITHDRAWN`; then it writes nothing.
 */
export const recordEvent = (store: string, draft: Draft, wallMs: number): Promise<readonly ReleaseRecord[]> =>
  withStore(store, (held) => recorded(held, draft, wallMs), { waitMs: TURN_MS });

function recorded({ store, state }: HeldStore, draft: Draft, wallMs: number): readonly ReleaseRecord[] {
  requireKnown(draft, state());
  requireNew(draft, state());
  requireDefect(draft, store);
  return store.append([draft], Math.max(wallMs, state().lastAtMs));
}

function requireKnown({ evaluation, subject }: Draft, { evaluations, subjects }: ReleaseState): void {
  if (evaluation !== null && !evaluations.has(evaluation))
    throw unknown("RELEASE_EVALUATION_UNKNOWN", "an evaluation of this store", evaluation);
  if (subject !== null && !subjects.has(subjectKey(subject)))
    throw unknown("RELEASE_SUBJECT_UNKNOWN", "a subject that was evaluated here", subject);
}

/** Said twice it would be two records of one thing; and an id that a mission has already would be answered before it happened. */
function requireNew(draft: Draft, state: ReleaseState): void {
  const { subject } = draft;
  if (
    draft.kind === "incident.reported" &&
    subject !== null &&
    isIncidentKnown(state, subjectKey(subject), draft.body.id)
  )
    throw incidentKnown(draft.body.id);
  if (draft.kind === "evaluation.withdrawn" && isWithdrawn(draft.body.evaluation, state))
    throw alreadyWithdrawn(draft.body.evaluation);
}

function isWithdrawn(evaluation: string, { evaluations, subjects }: ReleaseState): boolean {
  const key = evaluations.get(evaluation);
  const opened = key === undefined ? [] : (subjects.get(key)?.evaluations ?? []);
  return opened.some((each) => each.evaluation === evaluation && each.outcome === "withdrawn");
}

/** A key that no defect names would stand in public for ever, and cure nothing. */
function requireDefect(draft: Draft, held: ReleaseReader): void {
  if (draft.kind !== "change.logged" || draft.body.change !== "evaluation" || draft.subject === null) return;
  const own = subjectKey(draft.subject);
  const found = [...keptOfKind(held, "argument.examined", ({ subject }) => subject === own)];
  const keys = new Set(found.flatMap(({ body }) => body.defects.flatMap(({ cure }) => changeKeysIn(cure))));
  const unknownKey = draft.body.what.find((key) => !keys.has(key));
  if (unknownKey !== undefined) throw changeUnknown(unknownKey, [...keys]);
}

const KEYS_LISTED_MAX = 4;

const changeUnknown = (key: string, keys: readonly string[]): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_CHANGE_UNKNOWN",
    expected: `a key that a defect of the subject names${keys.length === 0 ? "; none names any" : `: ${keys.slice(-KEYS_LISTED_MAX).join(", ")}`}`,
    received: `"${key}"`,
    fix: "take it whole from the cure of the defect (void-audit of the pack)",
  });

const incidentKnown = (id: string): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_INCIDENT_KNOWN",
    expected: "an id that no report and no mission of these weights has",
    received: `"${id}"`,
    fix: "give the incident an id of its own; what was recorded stands",
  });

const alreadyWithdrawn = (evaluation: string): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_ALREADY_WITHDRAWN",
    expected: "an evaluation that stands",
    received: `${evaluation}, withdrawn before`,
    fix: "nothing to do; a kernel is told again by: plimsoll release judge EVALUATION",
  });

const unknown = (code: string, expected: string, received: string): PlimsollError =>
  new PlimsollError({ code, expected, received: `"${received}"`, fix: "see the list: plimsoll release status" });
