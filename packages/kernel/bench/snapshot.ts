import * as kernel from "@plimsoll/kernel";
import { type Figure, figureOf } from "./figures.ts";
import { LoadedSite } from "./loaded-site.ts";

export interface SnapshotFigures {
  readonly entries: number;
  readonly leases: number;
  readonly writeMs: Figure;
  readonly rebuildMs: Figure;
  /** Bytes of the snapshot as JSON. */
  readonly bytes: number;
}

interface SnapshotFormat {
  readonly snapshotOf: (state: kernel.KernelState) => unknown;
  readonly stateFromSnapshot: (snapshot: unknown) => kernel.KernelState;
}

const ENTRIES = 1_000_000;
const ENTRIES_COMPARED = 10_000;
const ROUNDS = 5;

/** Writes the state of a million entries and rebuilds it from the written bytes; null while the kernel has no such format. */
export function timeSnapshot(): SnapshotFigures | null {
  const format = snapshotFormat();
  if (format === null) return null;
  assertFaithful(format);
  const { state } = LoadedSite.afterEntries(ENTRIES);
  const rounds = Array.from({ length: ROUNDS }, () => timeRound(format, state));
  return {
    entries: state.entryCount,
    leases: state.leases.size,
    writeMs: figureOf(rounds.map(({ writeMs }) => writeMs)),
    rebuildMs: figureOf(rounds.map(({ rebuildMs }) => rebuildMs)),
    bytes: rounds[0]?.bytes ?? 0,
  };
}

/** What comes back must be the same state. Shown on a small site: the digest of the large one would take longer than all the rest. */
function assertFaithful({ snapshotOf, stateFromSnapshot }: SnapshotFormat): void {
  const { state } = LoadedSite.afterEntries(ENTRIES_COMPARED);
  const rebuilt = stateFromSnapshot(snapshotOf(state));
  if (kernel.stateDigest(rebuilt) !== kernel.stateDigest(state))
    throw new Error("the snapshot gave another state back");
}

function timeRound({ snapshotOf, stateFromSnapshot }: SnapshotFormat, state: kernel.KernelState) {
  const start = performance.now();
  const snapshot = snapshotOf(state);
  const written = typeof snapshot === "string" ? snapshot : JSON.stringify(snapshot);
  const writeMs = performance.now() - start;
  const begun = performance.now();
  const rebuilt = stateFromSnapshot(typeof snapshot === "string" ? written : JSON.parse(written));
  const rebuildMs = performance.now() - begun;
  if (rebuilt.entryCount !== state.entryCount) throw new Error(`${rebuilt.entryCount} entries came back`);
  return { writeMs, rebuildMs, bytes: Buffer.byteLength(written) };
}

function snapshotFormat(): SnapshotFormat | null {
  const exported: object = kernel;
  return "snapshotOf" in exported && "stateFromSnapshot" in exported ? (exported as SnapshotFormat) : null;
}
