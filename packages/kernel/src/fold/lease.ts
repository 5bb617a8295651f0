import { changeRun, type Fold, must, unpowered } from "./change.ts";

export const leaseGranted: Fold<"lease.granted"> = (state, { lease, run, node, purpose, set, at }) => {
  const granted = { ...state, leases: state.leases.set(lease, { lease, run, node, purpose, set }) };
  return changeRun(granted, run, (before) => ({
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
  if (purpose === "evaluation") return ended;
  return changeRun(ended, run, (before) => ({ ...unpowered(before, at), trainingLease: null }));
};
