import { digestOfValue } from "@plimsoll/foundation";
import type { Lab } from "../state/lab.ts";
import { withLinks } from "../state/linked-labs.ts";
import type { Fold } from "./change.ts";

export const siteOpened: Fold<"site.opened"> = (state, { site, policy, keys }) => ({
  ...state,
  site: { name: site, policy, policyDigest: digestOfValue(policy), scheduled: null },
  keys: keys.reduce((known, { keyId, role }) => known.set(keyId, role), state.keys),
});

export const policyChanged: Fold<"policy.changed"> = (state, { policy }) => ({
  ...state,
  site: state.site && { ...state.site, policy, policyDigest: digestOfValue(policy), scheduled: null },
});

export const policyScheduled: Fold<"policy.scheduled"> = (state, { policy, effectiveAt }) => ({
  ...state,
  site: state.site && { ...state.site, scheduled: { policy, effectiveAt } },
});

export const labAccredited: Fold<"lab.accredited"> = (state, entry) => {
  const { lab, labKey, headcount, baselineComputeUnits, persons, hardwareRoots, meters, at } = entry;
  const accredited: Lab = {
    lab,
    labKey,
    headcount,
    baselineComputeUnits,
    persons,
    hardwareRoots,
    meters,
    accreditedAt: at,
    linked: [lab],
    hold: null,
  };
  return { ...state, labs: state.labs.set(lab, accredited), keys: state.keys.set(labKey, "lab") };
};

export const labsLinked: Fold<"labs.linked"> = (state, { labs }) => withLinks(state, labs);
