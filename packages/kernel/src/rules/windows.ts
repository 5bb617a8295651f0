import { type Digest, ok } from "@plimsoll/foundation";
import { cellOf, perCell, type Cell } from "../control/cell.ts";
import { CLAIMS } from "../control/claim.ts";
import { closedTally, type Attempts, bandProvenBy, trialsIn, type WindowSet } from "../control/window-set.ts";
import { steerabilityOf } from "../control/steerability.ts";
import { pooledSeries } from "../control/series.ts";
import type { EntryBodyOf } from "../entry/entry.ts";
import type { Lineage } from "../state/lineage.ts";
import type { KernelState, Site } from "../state/state.ts";
import { liveRun, openSet, refuse, type Rule } from "./rule.ts";

/** Registers one window in every required cell, before its first trial: size, digest and probe set cannot be picked later. */
export const registerWindows: Rule<"windows.register"> = (
  state,
  { set, run: name, digest, probeSet },
  { at, site },
) => {
  const live = liveRun(state, name);
  if (!live.ok) return live;
  const { run, lineage } = live.value;
  if (state.windowSets.has(set)) return refuse("WINDOWS_EXIST", "a new name", `"${set}"`, "choose another name");
  if (run.openSet !== null) {
    return refuse(
      "WINDOWS_OPEN",
      "the last set closed",
      `"${run.openSet}", open`,
      "close it first; what is missing counts as void",
    );
  }
  if (!isOnLine(state, run.head, digest)) {
    return refuse("UNKNOWN_CHECKPOINT", `a checkpoint of "${name}"`, digest, "register the checkpoint first");
  }
  const { trialsPerWindow: trials, windowDeadlineMs } = site.policy;
  const attempts = perCell((cell) => attemptsIn(lineage, cell));
  return ok([
    {
      kind: "windows.registered",
      set,
      run: name,
      digest,
      probeSet,
      trials,
      deadlineAt: at + windowDeadlineMs,
      attempts,
    },
  ]);
};

/** Is the digest the head or one of the few before it that evidence may still be asked for? */
function isOnLine(state: KernelState, head: Digest | null, digest: Digest): boolean {
  let place = head;
  for (let steps = 0; place !== null && steps <= LINE_MAX; steps += 1) {
    if (place === digest) return true;
    place = state.checkpoints.get(place)?.parent ?? null;
  }
  return false;
}

/** Evidence on older checkpoints could never be fresh: no policy covers more. */
const LINE_MAX = 1_000;

const attemptsIn = (lineage: Lineage, cell: Cell): Attempts =>
  Object.fromEntries(
    CLAIMS.map((claim) => [claim, 1 + (lineage.failedAttempts[`${cell}/${claim}`] ?? 0)]),
  ) as unknown as Attempts;

export const drawWindows: Rule<"windows.draw"> = (state, { set: name, pulse }) => {
  const found = openSet(state, name);
  if (!found.ok) return found;
  if (found.value.pulse !== null) {
    return refuse(
      "WINDOWS_DRAWN",
      "a set whose probes are not drawn",
      `"${name}", drawn`,
      "use the pulse in the ledger",
    );
  }
  return ok([{ kind: "windows.drawn", set: name, pulse }]);
};

export const recordTrials: Rule<"trials.record"> = (state, command) => {
  const found = openSet(state, command.set);
  if (!found.ok) return found;
  const set = found.value;
  if (set.pulse === null) {
    return refuse(
      "WINDOWS_NOT_DRAWN",
      "a set whose probes are drawn",
      `"${set.set}"`,
      "draw the beacon pulse first: windows.draw",
    );
  }
  const { dimension, context, controlled, uncontrolled, void: missing, transcript } = command;
  const counted = trialsIn(set.tallies[cellOf(dimension, context)]) + controlled + uncontrolled + missing;
  if (counted > set.trials) {
    return refuse(
      "TRIALS_EXCEED_WINDOW",
      `at most ${set.trials} trials in ${dimension}/${context}`,
      `${counted}`,
      "send each trial once",
    );
  }
  return ok([
    { kind: "trials.recorded", set: set.set, dimension, context, controlled, uncontrolled, void: missing, transcript },
  ]);
};

export const closeWindows: Rule<"windows.close"> = (state, { set }, { site }) => {
  const found = openSet(state, set);
  return found.ok ? ok([windowsClosed(state, site, found.value)]) : found;
};

/** Closes a set with its verdict: missing trials become void, and the trend over all checkpoints is judged anew. */
export function windowsClosed(state: KernelState, site: Site, set: WindowSet): EntryBodyOf<"windows.closed"> {
  const tallies = perCell((cell) => closedTally(set.tallies[cell], set.trials));
  const closed = { ...set, tallies };
  const run = state.runs.get(set.run);
  if (run === undefined) throw new Error(`window set "${set.set}" belongs to no run`);
  const steerability = steerabilityOf(pooledSeries(state, run, closed), site.policy.velocityUnitMs);
  return { kind: "windows.closed", set: set.set, tallies, proven: bandProvenBy(closed).proven, steerability };
}
