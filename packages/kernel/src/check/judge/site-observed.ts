import type { Facts, LabFacts } from "./facts.ts";
import type { Observers } from "./observer.ts";
import { unleased } from "./runs-observed.ts";

export const siteObservers: Observers = {
  "site.opened": (facts, { policy }) => ({ ...facts, policy }),
  "policy.changed": (facts, { policy }) => ({ ...facts, policy }),
  "lab.accredited": (facts, { lab, labKey, meters }) =>
    withLab(facts, lab, {
      labKey,
      keyStolen: false,
      held: false,
      meters: Object.fromEntries(meters.map((meter) => [meter, null])),
    }),
  "key.revoked": (facts, { keyId, reason }) =>
    withLabs(facts, (lab) => (lab.labKey === keyId && reason === "stolen" ? { ...lab, keyStolen: true } : lab)),
  "key.rotated": (facts, { from, to }) => withLabs(facts, (lab) => rekeyed(lab, from, to)),
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
    return withLabs(cleared, (each, name) => (name === lab ? { ...each, held: false, meters: silent } : each));
  },
};

const withLab = (facts: Facts, lab: string, known: LabFacts): Facts => ({
  ...facts,
  labs: { ...facts.labs, [lab]: known },
});

const withLabs = (facts: Facts, change: (lab: LabFacts, name: string) => LabFacts): Facts => ({
  ...facts,
  labs: Object.fromEntries(Object.entries(facts.labs).map(([name, lab]) => [name, change(lab, name)])),
});

/** A lab whose key or meter goes on under another key. */
function rekeyed(lab: LabFacts, from: string, to: string): LabFacts {
  const meters = Object.fromEntries(
    Object.entries(lab.meters).map(([meter, heard]) => [meter === from ? to : meter, heard]),
  );
  return lab.labKey === from ? { ...lab, labKey: to, keyStolen: false, meters } : { ...lab, meters };
}

const held = (facts: Facts, lab: string, isHeld: boolean): Facts => {
  const before = facts.labs[lab];
  return before === undefined ? facts : withLab(facts, lab, { ...before, held: isHeld });
};
