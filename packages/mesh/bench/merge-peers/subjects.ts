import { openAutomerge } from "./automerge.ts";
import type { MergeSubject } from "./merge-subject.ts";
import { ownEvents } from "./own-events.ts";
import { openYjs } from "./yjs.ts";

/** By the name that the bench passes on to the process of a round; null for a peer that is not installed. */
export const SUBJECTS: Readonly<Record<string, (folder: string) => MergeSubject | null>> = {
  automerge: openAutomerge,
  yjs: openYjs,
  single: () => ownEvents({ name: "ours, each signed", batch: 1, remembers: false }),
  batch: () => ownEvents({ name: "ours, 64 to a signature", batch: 64, remembers: false }),
  remembered: () => ownEvents({ name: "ours, 64 to a signature, checked once", batch: 64, remembers: true }),
};
