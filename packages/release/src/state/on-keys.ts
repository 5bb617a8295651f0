import { keysAdoptedShape } from "../evolution/key-ring.ts";
import type { Bodies } from "../record/bodies.ts";
import type { ReleaseRecord } from "../record/record.ts";
import { type ReleaseState, withFault } from "./release-state.ts";

/** Kept in order. Whether its signatures hold is asked where keys are used: a state checks no signatures. */
export function onKeys(state: ReleaseState, unread: Bodies["keys.adopted"], { sequence }: ReleaseRecord): ReleaseState {
  const parsed = keysAdoptedShape.parse(unread);
  if (!parsed.ok) return withFault(state, `record ${sequence}: keys with a wrong ${parsed.error.path}`);
  return { ...state, keys: [...state.keys, parsed.value] };
}
