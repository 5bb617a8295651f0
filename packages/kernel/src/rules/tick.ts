import { digestOfValue, ok } from "@plimsoll/foundation";
import type { EntryBody, EntryBodyOf } from "../entry/entry.ts";
import { policyInEffect } from "../policy/scheduled-policy.ts";
import { power } from "../power/power.ts";
import { renewalRoot } from "../power/renewal-root.ts";
import type { WindowSet } from "../control/window-set.ts";
import { runsGoing } from "../state/going.ts";
import type { Lease } from "../state/lease.ts";
import type { KernelState, Site } from "../state/state.ts";
import { turnOfQuarter } from "../wallet/opening.ts";
import { deploymentDues } from "./deployments.ts";
import { runEnded } from "./end-run.ts";
import { familiesClosed } from "./families.ts";
import type { Occasion, Rule } from "./rule.ts";
import { windowsClosed } from "./windows.ts";

/**
 * What time alone does: leases of those who were heard are renewed, what is overdue closes, reservations that never became
 * compute go back, quarters turn, scheduled policies take effect. Renewals are one entry with a Merkle root, so that
 * 100 000 leases stay affordable (K-40).
 */
export const tick: Rule<"tick"> = (before, { holders }, { site: siteBefore, ...rest }) => {
  const changed = policyInEffect({ at: rest.at, site: siteBefore });
  // What a tick puts in force holds for all that follows in it.
  const site = changed.reduce(withPolicy, siteBefore);
  const state = { ...before, site };
  const occasion = { ...rest, site };
  return ok([
    ...changed,
    ...renewed(state, holders, occasion),
    ...overdueSets(state, occasion),
    ...overdueExaminations(state, occasion),
    ...expiredReservations(state, occasion),
    ...turnOfQuarter(state, site, occasion.at),
    ...deploymentDues(state, site, occasion.at),
  ]);
};

const withPolicy = (site: Site, { policy }: EntryBodyOf<"policy.changed">): Site => ({
  ...site,
  policy,
  policyDigest: digestOfValue(policy),
  scheduled: null,
});

function renewed(state: KernelState, holders: readonly string[], { at, site }: Occasion): EntryBody[] {
  const ttlMs = site.policy.leaseTtlMs;
  const live = [...new Set(holders)].flatMap((holder) => state.leases.get(holder) ?? []);
  const renewals = live
    .filter((lease) => isRenewable(state, lease, at))
    .map((lease) => ({ lease: lease.lease, levelPpm: renewalLevelPpm(state, lease, at), expiresAt: at + ttlMs }));
  return renewals.length === 0
    ? []
    : [{ kind: "leases.renewed", root: renewalRoot(renewals), count: renewals.length, ttlMs }];
}

/** A probe's lease ends with its window set, at the latest at the deadline, and with the run it is about. */
function isRenewable(state: KernelState, { purpose, set: name, run }: Lease, at: number): boolean {
  if (purpose === "training") return true;
  const set = state.windowSets.get(name ?? "");
  const isInTime = set?.closedAt === null && at < set.deadlineAt;
  return isInTime && (run === null || state.runs.get(run)?.ended === false);
}

/** A probe runs at its full allotment; a training at what control carries, which may be nothing: it stays suspended then. */
const renewalLevelPpm = (state: KernelState, { purpose, run }: Lease, at: number): number =>
  purpose === "evaluation" ? 1_000_000 : power(state, run ?? "", at).levelPpm;

function overdueSets(state: KernelState, { at, site }: Occasion): EntryBody[] {
  const overdue = openSets(state).filter((set) => set.deadlineAt <= at);
  return overdue.map((set) => windowsClosed(state, site, set));
}

/** A set whose run has ended is open until its deadline all the same. */
const openSets = (state: KernelState): readonly WindowSet[] => {
  const names: string[] = [];
  for (const { openSet } of state.runs.values()) if (openSet !== null) names.push(openSet);
  for (const { openSet } of state.deployments.values()) if (openSet !== null) names.push(openSet);
  for (const { openReleaseSet } of state.lineages.values()) if (openReleaseSet !== null) names.push(openReleaseSet);
  return names.sort().flatMap((name) => state.windowSets.get(name) ?? []);
};

function overdueExaminations(state: KernelState, { at, site }: Occasion): EntryBody[] {
  const names = new Set<string>();
  for (const { openExamination } of state.lineages.values()) if (openExamination !== null) names.add(openExamination);
  const open = [...names].sort().flatMap((name) => state.examinations.get(name) ?? []);
  return open.filter(({ deadlineAt }) => deadlineAt <= at).map((overdue) => familiesClosed(state, site, overdue));
}

function expiredReservations(state: KernelState, { at, site }: Occasion): EntryBody[] {
  const ttlMs = site.policy.reservationTtlMs;
  const expired = runsGoing(state, ({ funds, startedAt }) => funds === "reserved" && startedAt + ttlMs <= at);
  return expired.map((run) => runEnded(run, "reservation expired"));
}
