import { digestOfValue } from "@plimsoll/foundation";
import type { Lab } from "../state/lab.ts";
import type { KernelState } from "../state/state.ts";
import { type Fold, must } from "./change.ts";

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

/** Links are transitive: two groups become one, and a hold on one of them holds all. */
export const labsLinked: Fold<"labs.linked"> = (state, { labs }) => {
  const linked = [...new Set(labs.flatMap((lab) => must(state.labs, lab).linked))].sort();
  const hold = linked.map((lab) => must(state.labs, lab).hold).find((cause) => cause !== null) ?? null;
  return {
    ...state,
    labs: linked.reduce((known, lab) => known.set(lab, linkedLab(state, lab, linked, hold)), state.labs),
  };
};

const linkedLab = (state: KernelState, lab: string, linked: readonly string[], hold: Lab["hold"]): Lab => ({
  ...must(state.labs, lab),
  linked,
  hold,
});
