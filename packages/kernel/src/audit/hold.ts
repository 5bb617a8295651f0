import type { Lab } from "../state/lab.ts";
import type { KernelState } from "../state/state.ts";
import type { ForensicCause } from "./reconciliation.ts";

/** Why a lab is shut down, itself or through one that it is linked to; null when it is not. */
export function holdOver(state: KernelState, lab: Lab): ForensicCause | null {
  if (lab.hold !== null) return lab.hold;
  for (const name of lab.linked) {
    const hold = state.labs.get(name)?.hold ?? null;
    if (hold !== null) return hold;
  }
  return null;
}
