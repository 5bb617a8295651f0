import type { Digest } from "@plimsoll/foundation";
import type { Draft } from "../record/bodies.ts";
import type { ArtefactVersion, ReleaseState } from "./release-state.ts";

/** Something to be kept by name. */
export interface ArtefactContent {
  readonly id: string;
  readonly digest: Digest;
  readonly bytes: number;
  readonly mediaType: string;
  readonly author: string;
}

/** The record of its next version; null where the newest version is the same content: then nothing is to be written. */
export function artefactDraft({ artefacts }: ReleaseState, content: ArtefactContent): Draft | null {
  const newest = artefacts.get(content.id)?.at(-1);
  if (newest?.digest === content.digest && newest.mediaType === content.mediaType) return null;
  const body = { ...content, version: (newest?.version ?? 0) + 1, previous: newest?.version ?? null };
  return { kind: "artefact.stored", subject: null, evaluation: null, body };
}

/** All versions of an id, oldest first; empty where there are none. Redacted ones stay, with their digest. */
export const artefactVersions = ({ artefacts }: ReleaseState, id: string): readonly ArtefactVersion[] =>
  artefacts.get(id) ?? [];
