import { PlimsollError } from "@plimsoll/foundation";
import type { ReleaseRecord } from "../../record/record.ts";
import { acknowledged, nextCycleMs, type PauseState } from "../../stability/pause.ts";
import { caughtUp } from "../../state/caught-up.ts";
import { EMPTY_STATE } from "../../state/release-state.ts";
import { pauseNow, subjectOf } from "../../state/site-facts-of.ts";
import { readReleaseStore } from "../store/read-store.ts";
import { type HeldStore, TURN_MS, withStore } from "../store/with-store.ts";
import { policyNow } from "./open-desk.ts";
import { shipped } from "./shipped.ts";

/** What a person or a machine says of a subject's pause. */
export type PauseWord = "order" | "acknowledge" | "recover";

/**
 * Orders a pause, acknowledges one as carried out, or lets a failed one recover. None of it ends a pause: only readings do, cycle by
 * cycle. Answers with the records; none where the word changes nothing, as a late acknowledgement.
 *
 * Throws `RELEASE_SUBJECT_UNKNOWN`.
 */
export const changePause = (
  store: string,
  subject: string,
  word: PauseWord,
  why: string,
  wallMs: number,
): Promise<readonly ReleaseRecord[]> =>
  withStore(store, (held) => changed(held, subject, word, why, wallMs), { waitMs: TURN_MS });

function changed(
  { store, state }: HeldStore,
  subject: string,
  word: PauseWord,
  why: string,
  wallMs: number,
): readonly ReleaseRecord[] {
  const { evaluations, pause: recorded } = subjectOf(state(), subject);
  if (evaluations.length === 0) throw unknown(subject);
  // A clock that was set back makes no late acknowledgement timely.
  const nowMs = Math.max(wallMs, state().lastAtMs);
  const pause = pauseNow(recorded, nowMs);
  const { stability } = policyNow(state(), store, {}, shipped().policy);
  const to = after(pause, word, nowMs, stability.pauseAckMs);
  if (to === pause) return [];
  const body = { from: recorded, to, why, isEscalated: false };
  return store.append([{ kind: "pause.changed", subject, evaluation: null, body }], nowMs);
}

/** A pause as it stands, and when the next reading counts for its end; null where none does yet. */
export interface StandingPause {
  readonly pause: PauseState;
  readonly nextReadingMs: number | null;
  /** Readings in a row that end it. */
  readonly readings: number;
  /** Index from which a reading is good, in ten-thousandths. */
  readonly resume: number;
  readonly pauseAckMs: number;
}

/** Throws `RELEASE_STORE_NOT_FOUND`. */
export function standingPause(store: string, subject: string, wallMs: number): StandingPause {
  using reader = readReleaseStore(store);
  const state = caughtUp(EMPTY_STATE, reader);
  const { pause: recorded, pauseAtMs } = subjectOf(state, subject);
  const pause = pauseNow(recorded, Math.max(wallMs, state.lastAtMs));
  const { resumeCycles, resume, pauseAckMs } = policyNow(state, reader, {}, shipped().policy).stability;
  const isWaiting = pause.state === "PAUSED" || pause.state === "RECOVERING";
  const nextReadingMs = isWaiting && pauseAtMs !== null ? nextCycleMs(pauseAtMs) : null;
  return { pause, nextReadingMs, readings: resumeCycles, resume, pauseAckMs };
}

function after(pause: PauseState, word: PauseWord, nowMs: number, pauseAckMs: number): PauseState {
  if (word === "acknowledge") return acknowledged(pause, nowMs);
  if (word === "recover") return pause.state === "FAILED" ? { state: "PAUSED", cycles: 0 } : pause;
  return pause.state === "STABLE" ? { state: "PAUSING", orderedAtMs: nowMs, dueMs: nowMs + pauseAckMs } : pause;
}

const unknown = (subject: string): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_SUBJECT_UNKNOWN",
    expected: "a subject that was evaluated here",
    received: `"${subject}"`,
    fix: "see the list: plimsoll release status",
  });
