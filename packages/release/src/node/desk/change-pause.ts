import { PlimsollError } from "@plimsoll/foundation";
import type { ReleaseRecord } from "../../record/record.ts";
import { acknowledged, type PauseState } from "../../stability/pause.ts";
import { subjectOf } from "../../state/site-facts-of.ts";
import { withStore } from "../store/with-store.ts";
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
  withStore(store, ({ store: held, state }) => {
    const { evaluations, pause } = subjectOf(state(), subject);
    if (evaluations.length === 0) throw unknown(subject);
    // A clock that was set back makes no late acknowledgement timely.
    const nowMs = Math.max(wallMs, state().lastAtMs);
    const { stability } = policyNow(state(), held, {}, shipped().policy);
    const to = after(pause, word, nowMs, stability.pauseAckMs);
    if (to === pause) return [];
    const body = { from: pause, to, why, isEscalated: false };
    return held.append([{ kind: "pause.changed", subject, evaluation: null, body }], nowMs);
  });

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
