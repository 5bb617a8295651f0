import { changeSet, type Fold } from "./change.ts";

export const costsRecorded: Fold<"costs.recorded"> = (state, { set, costs }) =>
  changeSet(state, set, (before) => ({ ...before, costs: [...before.costs, ...costs] }));
