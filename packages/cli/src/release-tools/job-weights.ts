import { setTimeout as wait } from "node:timers/promises";
import type { Digest } from "@plimsoll/foundation";
import { CheckpointDirectory, type ImmutableFlag, type Site } from "@plimsoll/governor";
import { isEntry } from "./is-entry.ts";

/** The weights that a job stands on, by the digests that the ledger knows them by. */
export interface JobWeights {
  /** The newest first, back to what its run began from; empty: there are none yet. */
  readonly line: readonly Digest[];
  /** Its run began from nothing. */
  readonly isFromScratch: boolean;
}

/** @param inFolder what a run begins from that the ledger does not know yet; read once, for its bytes are hashed */
export function weightsOfRun(site: Pick<Site, "state">, run: string, inFolder: () => JobWeights): () => JobWeights {
  let found: JobWeights | null = null;
  return () => inLedger(site, run) ?? (found ??= inFolder());
}

/** The newest weights of a checkpoint folder. Without any, work that starts begins from scratch; what of work that runs, nobody knows. */
export function weightsInFolder(folder: string, immutable: ImmutableFlag, isStart: boolean): JobWeights {
  // Asked first: to look into a folder makes it, and work that is refused leaves nothing behind.
  const newest = isEntry(folder) ? new CheckpointDirectory(folder, (ms) => wait(ms), immutable).newest() : null;
  return newest === null ? { line: [], isFromScratch: isStart } : { line: [newest.digest], isFromScratch: false };
}

function inLedger({ state }: Pick<Site, "state">, run: string): JobWeights | null {
  const known = state.runs.get(run);
  if (known === undefined) return null;
  const line: Digest[] = [];
  for (let digest = known.head; digest !== null;) {
    line.push(digest);
    const checkpoint = state.checkpoints.get(digest);
    digest = checkpoint?.run === run ? checkpoint.parent : null;
  }
  return { line, isFromScratch: known.genesis };
}

/** May work begin on these weights by a decision about those artifacts? What is from scratch is none of the models that are named. */
export const mayBegin = (artifacts: readonly Digest[], { line, isFromScratch }: JobWeights): boolean =>
  line.length === 0 ? isFromScratch && artifacts.length === 0 : line.some((digest) => artifacts.includes(digest));

/** The same of work that runs: the checkpoints of what was let begin from scratch are its own. */
export const isGoneOnWith = (artifacts: readonly Digest[], begun: JobWeights, now: JobWeights): boolean =>
  begun.line.length === 0 ? now.isFromScratch && artifacts.length === 0 : mayBegin(artifacts, now);
