import type { Facts, LabFacts } from "./facts.ts";
import type { Observers } from "./observed.ts";
import { unleased } from "./runs-observed.ts";

export const siteObservers: Observers = {
  "site.opened": (facts, { policy }) => ({ ...facts, policy }),
  "policy.changed": (facts, { policy }) => ({ ...facts, policy }),
  "lab.accredited": (facts, { lab, meters }) =>
    withLab(facts, lab, { held: false, meters: Object.fromEntries(meters.map((meter) => [meter, null])) }),
  "affidavit.filed": (facts, { affidavit, subject }) => ({
    ...facts,
    affidavits: { ...facts.affidavits, [affidavit]: { subject, debits: 0 } },
  }),
  "meter.reported": (facts, { lab, meter, measuredAt, at }) => {
    const before = facts.labs[lab];
    if (before === undefined) return facts;
    return withLab(facts, lab, { ...before, meters: { ...before.meters, [meter]: { measuredAt, receivedAt: at } } });
  },
  "forensic.ordered": (facts, { labs, leases, at }) =>
    labs.reduce((told, lab) => held(told, lab, true), unleased(facts, leases, at)),
  "forensic.cleared": (facts, { lab }) => {
    const cleared = held(facts, lab, false);
    const { meters = {} } = cleared.labs[lab] ?? {};
    // After a clearance meters must speak anew.
    const silent = Object.fromEntries(Object.keys(meters).map((meter) => [meter, null]));
    return withLab(cleared, lab, { held: false, meters: silent });
  },
};

const withLab = (facts: Facts, lab: string, known: LabFacts): Facts => ({
  ...facts,
  labs: { ...facts.labs, [lab]: known },
});

const held = (facts: Facts, lab: string, isHeld: boolean): Facts => {
  const before = facts.labs[lab];
  return before === undefined ? facts : withLab(facts, lab, { ...before, held: isHeld });
};
