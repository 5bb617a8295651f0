import { ACTION_COUNT } from "../cluster/actions.ts";
import { belowAt } from "../random/counter.ts";
import type { ObservationPolicy } from "./policy.ts";

/** All six actions alike likely, whatever is seen; the n-th decision of an episode is a pure function of its key. */
export const randomPolicy: ObservationPolicy = {
  name: "random",
  needs: "observation",
  start(_spec, key) {
    let decision = 0;
    return { act: () => belowAt(key, decision++, ACTION_COUNT) };
  },
};
