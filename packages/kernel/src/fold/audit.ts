import { newAuditRecord, type AuditWindow } from "../audit/audit-record.ts";
import { paidMilliCalls } from "../audit/api-paid.ts";
import { meterReported as afterReport, metersFromHere } from "../audit/meters.ts";
import { poweredAt } from "../audit/paid-use.ts";
import type { KernelState } from "../state/state.ts";
import { changeRun, type Fold, must, unpowered } from "./change.ts";
import { withShutdown } from "./wallet.ts";

/** A report moves the counters; the first, and one that closes its window, begin a new one. */
export const meterReported: Fold<"meter.reported"> = (state, entry) => {
  const { lab, meter, reconciliation, at } = entry;
  const record = state.audits.get(lab) ?? newAuditRecord(lab);
  const begins = record.window === null || reconciliation.closes;
  const meters = afterReport(record.meters, meter, { ...entry, receivedAt: at });
  const window = begins ? windowFrom(state, lab, at) : record.window;
  const audits = state.audits.set(lab, {
    ...record,
    meters: begins ? metersFromHere(meters) : meters,
    window,
    cusum: reconciliation.cusum,
    newest: reconciliation,
  });
  return { ...state, audits };
};

function windowFrom(state: KernelState, lab: string, at: number): AuditWindow {
  const record = state.audits.get(lab) ?? newAuditRecord(lab);
  const runs = state.runs
    .sorted()
    .map(([, run]) => run)
    .filter((run) => run.lab === lab && !run.ended)
    .map((run) => ({ run: run.run, head: run.head, ...poweredAt(run, at) }));
  return { startedAt: at, runs, paidMilliCalls: paidMilliCalls(record.api, at).toString() };
}

/** The lab and those linked to it are shut down; the shutdown counts against them once. */
export const forensicOrdered: Fold<"forensic.ordered"> = (state, { labs, cause, leases, at }) => {
  const held = labs.reduce(
    (labsNow, lab) => labsNow.set(lab, { ...must(labsNow, lab), hold: must(labsNow, lab).hold ?? cause }),
    state.labs,
  );
  return countedAgainst(
    leases.reduce((left, lease) => revoked(left, lease, at), { ...state, labs: held }),
    labs[0],
    at,
  );
};

function revoked(state: KernelState, name: string, at: number): KernelState {
  const { run, purpose } = must(state.leases, name);
  const without = { ...state, leases: state.leases.delete(name) };
  if (run === null || purpose === "evaluation") return without;
  return changeRun(without, run, (before) => ({ ...unpowered(before, at), trainingLease: null }));
}

function countedAgainst(state: KernelState, lab: string | undefined, at: number): KernelState {
  if (lab === undefined) throw new Error("a forensic shutdown names no lab");
  return withShutdown(state, lab, at);
}

/** After a clearance the audit begins anew: whatever meters the lab has now must speak before anything has power. */
export const forensicCleared: Fold<"forensic.cleared"> = (state, { lab }) => {
  const { api } = state.audits.get(lab) ?? newAuditRecord(lab);
  return {
    ...state,
    labs: state.labs.set(lab, { ...must(state.labs, lab), hold: null }),
    audits: state.audits.set(lab, { ...newAuditRecord(lab), api }),
  };
};
