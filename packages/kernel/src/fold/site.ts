import { digestOfValue } from "@plimsoll/foundation";
import type { Fold } from "./change.ts";

export const siteOpened: Fold<"site.opened"> = (state, { site, policy, keys }) => ({
  ...state,
  site: { name: site, policy, policyDigest: digestOfValue(policy) },
  keys: keys.reduce((known, { keyId, role }) => known.set(keyId, role), state.keys),
});

export const labAccredited: Fold<"lab.accredited"> = (state, { lab, labKey, headcount, baselineComputeUnits }) => ({
  ...state,
  labs: state.labs.set(lab, { lab, labKey, headcount, baselineComputeUnits }),
  keys: state.keys.set(labKey, "lab"),
});
