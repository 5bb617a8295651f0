import type { Digest } from "@plimsoll/foundation";
import { subjectKey } from "../record/subject-key.ts";
import type { ReleaseState } from "./release-state.ts";

/** Subjects of other names that had any of the weights which this one has or ever had. */
export function kinKeysOf(state: ReleaseState, own: Digest, artifacts: readonly Digest[] = []): readonly Digest[] {
  const shared = [...artifacts, ...(state.subjects.get(own)?.artifacts ?? [])];
  const keys = new Set(shared.flatMap((artifact) => state.carriers.get(artifact) ?? []));
  return [...keys].filter((key) => key !== own);
}

/** Weights that a subject has now and all that it ever had: to leave one out of a dossier does not free it of its past. */
export const artifactsEver = (
  state: ReleaseState,
  subjectId: string,
  artifacts: readonly Digest[],
): readonly Digest[] => [...new Set([...artifacts, ...(state.subjects.get(subjectKey(subjectId))?.artifacts ?? [])])];
