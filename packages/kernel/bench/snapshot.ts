import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Cell,
  type KernelState,
  REQUIRED_CELLS,
  snapshotOf,
  stateDigest,
  stateFromSnapshot,
  type WindowSet,
} from "@plimsoll/kernel";
import { type Figure, figureOf } from "./figures.ts";
import { LoadedSite } from "./loaded-site.ts";
import type { FirstCommands, SnapshotStart } from "./snapshot-start.ts";

export interface SnapshotFigures {
  readonly entries: number;
  readonly leases: number;
  readonly receipts: number;
  /** Bytes of the snapshot, which is ASCII. */
  readonly bytes: number;
  readonly writeMs: Figure;
  /** From the file to a text: not part of the rebuild, because where the text comes from is the caller's. */
  readonly readMs: Figure;
  readonly rebuildMs: Figure;
  readonly rebuildCpuMs: Figure;
  /** Of a whole process that did nothing but rebuild. */
  readonly rssMegabytes: Figure;
  readonly firstDecisionMs: Figure;
  readonly firstTickMs: Figure;
  readonly secondTickMs: Figure;
  /** What the rebuild leaves for when it is asked for, all of it. */
  readonly deferredMs: Figure;
}

const ENTRIES = 1_000_000;
const ENTRIES_COMPARED = 10_000;
const WRITES = 3;
const STARTS = 5;
/** Leases that the first heartbeats renew. */
const HOLDERS = 10_000;
const START = fileURLToPath(new URL("snapshot-start.ts", import.meta.url));

/** Writes the state of a million entries, and starts from it in processes of their own. */
export function timeSnapshot(): SnapshotFigures {
  assertFaithful();
  const site = LoadedSite.afterEntries(ENTRIES);
  const state = withVariedOutcomes(site.state);
  const writes = Array.from({ length: WRITES }, () => timedWrite(state));
  const text = snapshotOf(state);
  const starts = startsFrom(text, firstCommands(site));
  const over = (of: (start: SnapshotStart) => number): Figure => figureOf(starts.map(of));
  return {
    entries: state.entryCount,
    leases: state.leases.size,
    receipts: state.receipts.size,
    bytes: text.length,
    writeMs: figureOf(writes),
    readMs: over(({ readMs }) => readMs),
    rebuildMs: over(({ rebuildMs }) => rebuildMs),
    rebuildCpuMs: over(({ rebuildCpuMs }) => rebuildCpuMs),
    rssMegabytes: over(({ rssBytes }) => rssBytes / 1_000_000),
    firstDecisionMs: over(({ firstDecisionMs }) => firstDecisionMs),
    firstTickMs: over(({ firstTickMs }) => firstTickMs),
    secondTickMs: over(({ secondTickMs }) => secondTickMs),
    deferredMs: over(({ deferredMs }) => deferredMs),
  };
}

/** What comes back must be the same state. Shown on a small site: the digest of the large one would take longer than all the rest. */
function assertFaithful(): void {
  const state = withVariedOutcomes(LoadedSite.afterEntries(ENTRIES_COMPARED).state);
  const rebuilt = stateFromSnapshot(snapshotOf(state));
  if (!rebuilt.ok || stateDigest(rebuilt.value) !== stateDigest(state))
    throw new Error("the snapshot gave another state back");
}

function timedWrite(state: KernelState): number {
  const start = performance.now();
  snapshotOf(state);
  return performance.now() - start;
}

/**
 * The fixture's windows all end alike, and columns of equal values cost nothing. Here every window has counts of its own, within what
 * proves full control, so that the figures do not rest on the fixture.
 */
function withVariedOutcomes(state: KernelState): KernelState {
  let { windowSets } = state;
  for (const [place, [name, set]] of windowSets.sorted().entries())
    windowSets = windowSets.set(name, varied(set, place));
  return { ...state, windowSets };
}

const FAILURES_MAX = 3;

function varied(set: WindowSet, place: number): WindowSet {
  const failures = REQUIRED_CELLS.map((_, index) => (place + index * 7) % (FAILURES_MAX + 1));
  const each = <T>(value: (failed: number) => T): Readonly<Record<Cell, T>> =>
    Object.fromEntries(REQUIRED_CELLS.map((cell, index) => [cell, value(failures[index] ?? 0)])) as Readonly<
      Record<Cell, T>
    >;
  return {
    ...set,
    tallies: each((failed) => ({
      controlled: set.trials - failed,
      uncontrolled: failed >> 1,
      void: failed - (failed >> 1),
    })),
    actions: each((failed) => [set.trials - ((place + failed) % 40), (place + failed) % 40]),
  };
}

function firstCommands(site: LoadedSite): FirstCommands {
  const [lease = "", ...others] = site.leased;
  const holders = others.slice(0, HOLDERS);
  return {
    decision: site.stamped({ type: "lease.end", lease, reason: "released" }),
    ticks: [site.stamped({ type: "tick", holders }), site.stamped({ type: "tick", holders })],
  };
}

function startsFrom(text: string, commands: FirstCommands): readonly SnapshotStart[] {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-snapshot-"));
  try {
    writeFileSync(join(folder, "snapshot.json"), text);
    writeFileSync(join(folder, "commands.json"), JSON.stringify(commands));
    return Array.from({ length: STARTS }, () => startIn(folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const startIn = (folder: string): SnapshotStart =>
  JSON.parse(
    execFileSync(process.execPath, ["--conditions=@plimsoll/source", START, folder], { encoding: "utf8" }),
  ) as SnapshotStart;
