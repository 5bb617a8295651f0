import { quarterOf } from "../wallet/quarter.ts";
import { changeRun, type Fold, must, unpowered } from "./change.ts";
import { withFirstQuantum } from "./run.ts";

export const leaseGranted: Fold<"lease.granted"> = (state, { lease, run, lab, node, purpose, set, transfers, at }) => {
  const granted = { ...state, leases: state.leases.set(lease, { lease, run, lab, node, purpose, set }) };
  if (run === null) return granted;
  const posted = transfers.length === 0 ? granted : withFirstQuantum(granted, run, quarterOf(at));
  return changeRun(posted, run, (before) => ({
    ...before,
    leasesGranted: before.leasesGranted + 1,
    ...(purpose === "training" && {
      trainingLease: lease,
      funds: "posted" as const,
      poweredSince: before.desired.levelPpm > 0 ? at : null,
    }),
  }));
};

export const leaseEnded: Fold<"lease.ended"> = (state, { lease, at }) => {
  const { run, purpose } = must(state.leases, lease);
  const ended = { ...state, leases: state.leases.delete(lease) };
  if (purpose === "evaluation" || run === null) return ended;
  return changeRun(ended, run, (before) => ({ ...unpowered(before, at), trainingLease: null }));
};
