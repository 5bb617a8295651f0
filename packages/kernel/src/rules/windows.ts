import { ok } from "@plimsoll/foundation";
import { cellOf, perCell } from "../control/cell.ts";
import { pooledSeries } from "../control/series.ts";
import { STEADY, steerabilityOf } from "../control/steerability.ts";
import { bandProvenBy, closedTally, nextAttempts, pointPpm, trialsIn, type WindowSet } from "../control/window-set.ts";
import { deceptionGapOf } from "../credit/deception-gap.ts";
import { detectabilityOf } from "../credit/detectability.ts";
import type { EntryBodyOf } from "../entry/entry.ts";
import { correctionCostOf, FIRST_CORRECTION } from "../lock-in/correction-cost.ts";
import { costPointOf } from "../lock-in/cost-point.ts";
import { lockInAfter, NO_LOCK_IN } from "../lock-in/lock-in-facts.ts";
import type { Run } from "../state/run.ts";
import type { KernelState, Site } from "../state/state.ts";
import { openingOf } from "../wallet/opening.ts";
import { quarterOf } from "../wallet/quarter.ts";
import { gravest } from "./precedence.ts";
import { capRefused, holdRefused, nameRefused, openRefused, probed, wornRefused } from "./probed-subject.ts";
import { inTime, openSet, refuse, type Rule } from "./rule.ts";

/** Registers one window in every required cell, before its first trial: size, digest and probe set cannot be picked later. */
export const registerWindows: Rule<"windows.register"> = (state, command, occasion) => {
  const { set, subject, digest, probeSet, categories, pairing } = command;
  const found = probed(state, subject, digest);
  if (!found.ok) return found;
  const { lab, lineages, openSet, failedAttempts } = found.value;
  const refused = gravest([
    holdRefused(state, lab, occasion),
    nameRefused(state.windowSets, set),
    openRefused(openSet),
    wornRefused(lineages, probeSet, occasion.site.policy),
    subject.kind === "release" ? null : capRefused(state, lab, occasion),
  ]);
  if (refused !== null) return { ok: false, error: refused };
  const { trialsPerWindow: trials, windowDeadlineMs } = occasion.site.policy;
  return ok([
    ...openingOf(state, occasion.site, lab, quarterOf(occasion.at)),
    {
      kind: "windows.registered",
      set,
      subject,
      digest,
      probeSet,
      categories,
      pairing,
      trials,
      deadlineAt: occasion.at + windowDeadlineMs,
      attempts: nextAttempts(failedAttempts),
    },
  ]);
};

export const drawWindows: Rule<"windows.draw"> = (state, { set: name, pulse }, occasion) => {
  const found = inTime(openSet(state, name), occasion);
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

export const recordTrials: Rule<"trials.record"> = (state, command, occasion) => {
  const found = inTime(openSet(state, command.set), occasion);
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
  const { dimension, context, controlled, uncontrolled, void: missing, actions, transcript } = command;
  if (actions.length !== set.categories || sum(actions) !== controlled + uncontrolled) {
    return refuse(
      "TRIALS_INCONSISTENT",
      `${set.categories} counts of actions that sum to ${controlled + uncontrolled}, the trials that were not void`,
      `${actions.length} counts that sum to ${sum(actions)}`,
      "count the action of every trial once, in the categories that were registered",
    );
  }
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
    {
      kind: "trials.recorded",
      set: set.set,
      dimension,
      context,
      controlled,
      uncontrolled,
      void: missing,
      actions,
      transcript,
    },
  ]);
};

export const closeWindows: Rule<"windows.close"> = (state, { set }, { site }) => {
  const found = openSet(state, set);
  return found.ok ? ok([windowsClosed(state, site, found.value)]) : found;
};

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** Closes a set with its verdicts: missing trials become void, and every trend over the checkpoints is judged anew. */
export function windowsClosed(state: KernelState, site: Site, set: WindowSet): EntryBodyOf<"windows.closed"> {
  const tallies = perCell((cell) => closedTally(set.tallies[cell], set.trials));
  const closed = { ...set, tallies };
  const run = set.subject.kind === "run" ? state.runs.get(set.subject.run) : undefined;
  return {
    kind: "windows.closed",
    set: set.set,
    tallies,
    proven: bandProvenBy(closed).proven,
    pointPpm: pointPpm(closed),
    ...(run === undefined ? WITHOUT_TREND : trendsOf(state, site, run, closed)),
    gap: deceptionGapOf(closed, site.policy),
    detectability: detectabilityOf(set.discriminator),
  };
}

type Trends = Pick<EntryBodyOf<"windows.closed">, "steerability" | "correction" | "lockIn">;

/** A deployment and a frozen digest do not train: nothing about them can rise or fall over checkpoints. */
const WITHOUT_TREND: Trends = { steerability: STEADY, correction: FIRST_CORRECTION, lockIn: NO_LOCK_IN };

const trendsOf = (state: KernelState, site: Site, run: Run, closed: WindowSet): Trends => ({
  steerability: steerabilityOf(pooledSeries(state, run, closed), site.policy.velocityUnitMs),
  correction: correctionCostOf([...run.costSeries, costPointOf(state, closed)], run.correction),
  lockIn: lockInAfter(state, site, run, closed),
});
