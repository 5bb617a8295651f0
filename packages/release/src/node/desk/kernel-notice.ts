import type { Digest } from "@plimsoll/foundation";
import type { ReleaseReader } from "../../record/release-store.ts";
import { subjectKey } from "../../record/subject-key.ts";
import { caughtUp } from "../../state/caught-up.ts";
import { EMPTY_STATE, type ReleaseState } from "../../state/release-state.ts";
import type { SubjectState } from "../../state/subject-state.ts";
import { readReleaseStore } from "../store/read-store.ts";

/** What a kernel is to be told after something that takes leave away: red, for every weight that was ever concerned. */
export interface KernelNotice {
  readonly artifacts: readonly {
    readonly artifact: Digest;
    /** The newest pack of a subject that had it; without one, the record that says why. */
    readonly shownBy: Digest;
  }[];
  /** Records in the log: a later notice is another one. */
  readonly sequence: number;
}

/**
 * The notice that a kernel is to get of one subject, or of all.
 *
 * @param subject its id, or the evaluation that names it; null: every subject of the log
 *
 * Throws as `readReleaseStore`.
 */
export function kernelNotice(store: string, subject: string | null): KernelNotice {
  using reader = readReleaseStore(store);
  const state = caughtUp(EMPTY_STATE, reader);
  const concerned = concernedBy(state, subject);
  const last = newestBody(reader);
  const artifacts = [...new Set(concerned.flatMap((each) => each.artifacts))].toSorted();
  return {
    artifacts: artifacts.map((artifact) => ({ artifact, shownBy: packOf(state, artifact) ?? last ?? artifact })),
    sequence: state.next,
  };
}

function concernedBy(state: ReleaseState, subject: string | null): readonly SubjectState[] {
  if (subject === null) return [...state.subjects.values()];
  const key = state.evaluations.get(subject) ?? subjectKey(subject);
  return [state.subjects.get(key) ?? []].flat();
}

/** Of the newest evaluation that has one. */
const packOf = (state: ReleaseState, artifact: Digest): Digest | undefined =>
  (state.carriers.get(artifact) ?? [])
    .flatMap((key) => state.subjects.get(key)?.evaluations ?? [])
    .toSorted((one, other) => one.atMs - other.atMs)
    .flatMap(({ evaluation }) => state.packs.get(evaluation) ?? [])
    .at(-1);

/** By its digest it can be shown later why a kernel was told so. */
export const newestBody = (reader: ReleaseReader): Digest | undefined => reader.records(reader.size - 1)[0]?.body;
