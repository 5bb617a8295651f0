import { digestOfValue, type RerootingMap } from "@plimsoll/foundation";
import { STEADY } from "./control/steerability.ts";
import { perCell } from "./control/cell.ts";
import { CLAIMS } from "./control/claim.ts";
import { EMPTY_TALLY, proves, type WindowSet } from "./control/window-set.ts";
import { pooledSeries } from "./control/series.ts";
import type { Entry, EntryBodyOf, EntryKind } from "./entry/entry.ts";
import { noPower } from "./power/power-level.ts";
import type { Lineage } from "./state/lineage.ts";
import type { Run } from "./state/run.ts";
import { type KernelState, walletKey } from "./state/state.ts";
import { EMPTY_WALLET, type Transfer, transferred } from "./wallet/wallet.ts";

/**
 * Folds one entry into the state: the whole of the kernel's memory (law L7).
 * Entries come from `decide` or from a verified ledger; one that does not fit the state throws, because then the ledger
 * was not written by this kernel.
 */
export function apply(state: KernelState, entry: Entry): KernelState {
  const fold = FOLDS[entry.kind] as (state: KernelState, entry: Entry) => KernelState;
  const folded = fold(counted(state, entry), entry);
  return "transfers" in entry ? withTransfers(folded, entry.transfers) : folded;
}

type Fold<K extends EntryKind> = (state: KernelState, entry: Entry & EntryBodyOf<K>) => KernelState;

const FOLDS: { readonly [K in EntryKind]: Fold<K> } = {
  "site.opened": (state, { site, policy, keys }) => ({
    ...state,
    site: { name: site, policy, policyDigest: digestOfValue(policy) },
    keys: keys.reduce((known, { keyId, role }) => known.set(keyId, role), state.keys),
  }),

  "lab.accredited": (state, { lab, labKey, headcount, baselineComputeUnits }) => ({
    ...state,
    labs: state.labs.set(lab, { lab, labKey, headcount, baselineComputeUnits }),
    keys: state.keys.set(labKey, "lab"),
  }),

  "allocation.opened": (state) => state,

  "run.started": (state, entry) => {
    const { run, lineage, weights } = entry;
    const known = state.lineages.get(lineage) ?? newLineage(lineage, entry.lab);
    const started = { ...state, lineages: state.lineages.set(lineage, { ...known, runs: [...known.runs, run] }) };
    const withRun = { ...started, runs: started.runs.set(run, startedRun(state, entry)) };
    return weights === null || state.checkpoints.has(weights.digest)
      ? withRun
      : withCheckpoint(withRun, { run, parent: null, step: null, ...weights });
  },

  "run.ended": (state, { run, at }) =>
    changeRun(state, run, (before) => ({ ...unpowered(before, at), ended: true, funds: "settled", trainingLease: null })),

  "checkpoint.registered": (state, entry) => withCheckpoint(state, entry),

  "windows.registered": (state, { set, run, digest, probeSet, trials, deadlineAt, attempts }) => {
    const windowSet: WindowSet = {
      set,
      run,
      lineage: must(state.runs, run).lineage,
      digest,
      probeSet,
      trials,
      deadlineAt,
      attempts,
      pulse: null,
      tallies: perCell(() => EMPTY_TALLY),
      closedAt: null,
      previous: null,
    };
    const registered = { ...state, windowSets: state.windowSets.set(set, windowSet) };
    return changeRun(registered, run, (before) => ({ ...before, openSet: set }));
  },

  "windows.drawn": (state, { set, pulse }) => changeSet(state, set, (before) => ({ ...before, pulse })),

  "trials.recorded": (state, entry) =>
    changeSet(state, entry.set, (before) => {
      const cell = `${entry.dimension}/${entry.context}` as const;
      const tally = before.tallies[cell];
      const counted = {
        controlled: tally.controlled + entry.controlled,
        uncontrolled: tally.uncontrolled + entry.uncontrolled,
        void: tally.void + entry.void,
      };
      return { ...before, tallies: { ...before.tallies, [cell]: counted } };
    }),

  "windows.closed": (state, { set, tallies, steerability, at }) => {
    const open = must(state.windowSets, set);
    const previous = must(state.checkpoints, open.digest).latestSet;
    const closed: WindowSet = { ...open, tallies, closedAt: at, previous };
    const counted = { ...state, windowSets: state.windowSets.set(set, closed) };
    const inherited = inheritedFrom(withFailedAttempts(counted, closed), closed);
    return changeRun(inherited, open.run, (run) => ({
      ...run,
      openSet: null,
      series: pooledSeries(state, run, closed),
      steerability,
    }));
  },

  "lease.granted": (state, { lease, run, node, purpose, set }) => {
    const granted = { ...state, leases: state.leases.set(lease, { lease, run, node, purpose, set }) };
    return changeRun(granted, run, (before) => ({
      ...before,
      leasesGranted: before.leasesGranted + 1,
      ...(purpose === "training" ? { trainingLease: lease, funds: "posted" as const } : {}),
    }));
  },

  "leases.renewed": (state) => state,

  "lease.ended": (state, { lease, at }) => {
    const { run, purpose } = must(state.leases, lease);
    const ended = { ...state, leases: state.leases.delete(lease) };
    if (purpose === "evaluation") return ended;
    return changeRun(ended, run, (before) => ({ ...unpowered(before, at), trainingLease: null }));
  },

  "throttle.set": (state, { run, power, at }) =>
    changeRun(state, run, (before) => {
      const settled = unpowered(before, at);
      const running = power.levelPpm > 0 && before.trainingLease !== null;
      return { ...settled, desired: power, poweredSince: running ? at : null };
    }),

  "kill.ordered": (state, { lineage, killEpoch, leases }) => ({
    ...state,
    lineages: state.lineages.set(lineage, { ...must(state.lineages, lineage), killed: true, killEpoch }),
    leases: leases.reduce((live, lease) => live.delete(lease), state.leases),
  }),

  "snapshot.frozen": (state) => state,

  "data.contaminated": (state, { dataset, lineage }) => ({
    ...state,
    radioactive: state.radioactive.set(dataset, lineage),
  }),

  "kill.confirmed": (state) => state,
};

function counted(state: KernelState, { at, command, commandDigest }: Entry): KernelState {
  const receipt = state.receipts.get(command);
  const grown =
    receipt === undefined
      ? { digest: commandDigest, firstEntry: state.entryCount, entries: 1 }
      : { ...receipt, entries: receipt.entries + 1 };
  return {
    ...state,
    clockMs: at,
    entryCount: state.entryCount + 1,
    receipts: state.receipts.set(command, grown),
  };
}

const withTransfers = (state: KernelState, transfers: readonly Transfer[]): KernelState => ({
  ...state,
  wallets: transfers.reduce((wallets, transfer) => {
    const key = walletKey(transfer.lab, transfer.quarter);
    return wallets.set(key, transferred(wallets.get(key) ?? EMPTY_WALLET, transfer));
  }, state.wallets),
});

const newLineage = (lineage: string, lab: string): Lineage => ({
  lineage,
  lab,
  killEpoch: 0,
  killed: false,
  runs: [],
  checkpoints: 0,
  coverStartFlop: null,
  failedAttempts: {},
});

const startedRun = (state: KernelState, entry: EntryBodyOf<"run.started"> & { at: number }): Run => ({
  run: entry.run,
  lab: entry.lab,
  lineage: entry.lineage,
  tier: entry.tier,
  quarter: entry.quarter,
  priceMicroCu: entry.priceMicroCu,
  genesis: entry.genesisSeed !== null,
  datasets: entry.datasets,
  startedAt: entry.at,
  funds: "reserved",
  ended: false,
  head: entry.weights?.digest ?? null,
  openSet: null,
  trainingLease: null,
  leasesGranted: 0,
  desired: noPower("CONTROL_UNPROVEN"),
  poweredMs: 0,
  poweredSince: null,
  startFlop: entry.weights === null ? null : (state.checkpoints.get(entry.weights.digest)?.trainedFlop ?? entry.weights.trainedFlop),
  series: [],
  steerability: STEADY,
});

type NewCheckpoint = Pick<EntryBodyOf<"checkpoint.registered">, "run" | "digest" | "parent" | "step" | "trainedFlop">;

/** Registers weights as the run's head. They inherit the evidence of their parent, inside its cover (K-24). */
function withCheckpoint(state: KernelState, { run, digest, parent, step, trainedFlop }: NewCheckpoint): KernelState {
  const lineage = must(state.lineages, must(state.runs, run).lineage);
  const before = parent === null ? undefined : must(state.checkpoints, parent);
  const checkpoint = {
    digest,
    lineage: lineage.lineage,
    parent,
    ordinal: before === undefined ? 0 : before.ordinal + 1,
    step,
    trainedFlop,
    latestSet: before?.latestSet ?? null,
  };
  const registered = {
    ...state,
    checkpoints: state.checkpoints.set(digest, checkpoint),
    lineages: state.lineages.set(lineage.lineage, inCover(state, lineage, trainedFlop)),
  };
  return changeRun(registered, run, (owner) => ({ ...owner, head: digest }));
}

/** A new cover begins when training has gone `coverFlop` beyond the start of the last; only then do retries begin anew. */
function inCover(state: KernelState, lineage: Lineage, trainedFlop: string | null): Lineage {
  const grown = { ...lineage, checkpoints: lineage.checkpoints + 1 };
  if (trainedFlop === null) return grown;
  if (lineage.coverStartFlop === null) return { ...grown, coverStartFlop: trainedFlop };
  const coverFlop = BigInt(state.site?.policy.coverFlop ?? "0");
  if (BigInt(trainedFlop) - BigInt(lineage.coverStartFlop) <= coverFlop) return grown;
  return { ...grown, coverStartFlop: trainedFlop, failedAttempts: {} };
}

/** Counts, for every cell and claim, the windows that failed to prove it: each makes the next attempt harder. */
function withFailedAttempts(state: KernelState, set: WindowSet): KernelState {
  const lineage = must(state.lineages, set.lineage);
  const failedAttempts = { ...lineage.failedAttempts };
  for (const cell of Object.keys(set.tallies) as (keyof typeof set.tallies)[]) {
    for (const claim of CLAIMS) {
      if (!proves(set, cell, claim)) failedAttempts[`${cell}/${claim}`] = (failedAttempts[`${cell}/${claim}`] ?? 0) + 1;
    }
  }
  return { ...state, lineages: state.lineages.set(lineage.lineage, { ...lineage, failedAttempts }) };
}

/** The digest, and what descended from it in this run meanwhile, now rest on the closed set. */
function inheritedFrom(state: KernelState, set: WindowSet): KernelState {
  let checkpoints = state.checkpoints;
  let digest = must(state.runs, set.run).head;
  while (digest !== null && digest !== set.digest) {
    const descendant = must(checkpoints, digest);
    checkpoints = checkpoints.set(digest, { ...descendant, latestSet: set.set });
    digest = descendant.parent;
  }
  checkpoints = checkpoints.set(set.digest, { ...must(checkpoints, set.digest), latestSet: set.set });
  return { ...state, checkpoints };
}

const changeRun = (state: KernelState, run: string, change: (before: Run) => Run): KernelState => ({
  ...state,
  runs: state.runs.set(run, change(must(state.runs, run))),
});

const changeSet = (state: KernelState, set: string, change: (before: WindowSet) => WindowSet): KernelState => ({
  ...state,
  windowSets: state.windowSets.set(set, change(must(state.windowSets, set))),
});

/** Books the time under power up to an instant. */
const unpowered = (run: Run, at: number): Run => ({
  ...run,
  poweredMs: run.poweredMs + (run.poweredSince === null ? 0 : at - run.poweredSince),
  poweredSince: null,
});

function must<K, V>(map: RerootingMap<K, V>, key: K): V {
  const value = map.get(key);
  if (value === undefined) throw new Error(`entry names ${String(key)}, which no entry before it made`);
  return value;
}

