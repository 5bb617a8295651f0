import { changeRun, type Fold, must, unpowered } from "./change.ts";

export const killOrdered: Fold<"kill.ordered"> = (state, { lineage, killEpoch, leases, runs, at }) => {
  const held = {
    ...state,
    lineages: state.lineages.set(lineage, { ...must(state.lineages, lineage), killed: true, killEpoch }),
    leases: leases.reduce((live, lease) => live.delete(lease), state.leases),
  };
  return runs.reduce(
    (killed, run) => changeRun(killed, run, (before) => ({ ...unpowered(before, at), trainingLease: null })),
    held,
  );
};

export const dataContaminated: Fold<"data.contaminated"> = (state, { dataset, lineage }) => ({
  ...state,
  radioactive: state.radioactive.set(dataset, lineage),
});
