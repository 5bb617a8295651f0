import { UP } from "../cluster/actions.ts";
import type { ObservationPolicy } from "./policy.ts";

/** Moves up for ever, which costs nothing and mends nothing: how long the world lasts by itself. */
export const neverActPolicy: ObservationPolicy = {
  name: "never-act",
  needs: "observation",
  start: () => ({ act: () => UP }),
};
