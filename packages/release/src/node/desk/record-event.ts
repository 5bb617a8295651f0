import { PlimsollError } from "@plimsoll/foundation";
import type { Draft } from "../../record/bodies.ts";
import type { ReleaseRecord } from "../../record/record.ts";
import { subjectKey } from "../../record/subject-key.ts";
import type { ReleaseState } from "../../state/release-state.ts";
import { withStore } from "../store/with-store.ts";

/**
 * Writes what happened outside an evaluation into the log. Durable when it returns. Throws `RELEASE_EVALUATION_UNKNOWN` and
 * `RELEASE_SUBJECT_UNKNOWN` for what the log does not know, and then writes nothing.
 */
export const recordEvent = (store: string, draft: Draft, atMs: number): Promise<readonly ReleaseRecord[]> =>
  withStore(store, ({ store: held, state }) => {
    requireKnown(draft, state());
    return held.append([draft], atMs);
  });

function requireKnown({ evaluation, subject }: Draft, { evaluations, subjects }: ReleaseState): void {
  if (evaluation !== null && !evaluations.has(evaluation))
    throw unknown("RELEASE_EVALUATION_UNKNOWN", "an evaluation of this store", evaluation);
  if (subject !== null && !subjects.has(subjectKey(subject)))
    throw unknown("RELEASE_SUBJECT_UNKNOWN", "a subject that was evaluated here", subject);
}

const unknown = (code: string, expected: string, received: string): PlimsollError =>
  new PlimsollError({ code, expected, received: `"${received}"`, fix: "see the list: plimsoll release status" });
