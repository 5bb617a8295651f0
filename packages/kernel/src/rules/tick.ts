import { ok } from "@plimsoll/foundation";
import type { EntryBody } from "../entry/entry.ts";
import { power } from "../power/power.ts";
import { renewalRoot } from "../power/renewal-root.ts";
import type { KernelState } from "../state/state.ts";
import { runEnded } from "./end-run.ts";
import { type Occasion, type Rule } from "./rule.ts";
import { windowsClosed } from "./windows.ts";

/**
 * What time alone does: leases of those who were heard are renewed, overdue window sets close, reservations that never
 * became compute go back. Renewals are one entry with a Merkle root, so that 100 000 leases stay affordable (K-41).
 */
export const tick: Rule<"tick"> = (state, { holders }, occasion) =>
  ok([...renewed(state, holders, occasion), ...overdueSets(state, occasion), ...expiredReservations(state, occasion)]);

function renewed(state: KernelState, holders: readonly string[], { at, site }: Occasion): EntryBody[] {
  const ttlMs = site.policy.leaseTtlMs;
  const renewals = holders.flatMap((holder) => {
    const lease = state.leases.get(holder);
    return lease === undefined
      ? []
      : [{ lease: holder, levelPpm: renewalLevelPpm(state, lease, at), expiresAt: at + ttlMs }];
  });
  return renewals.length === 0
    ? []
    : [{ kind: "leases.renewed", root: renewalRoot(renewals), count: renewals.length, ttlMs }];
}

/** A probe runs at its full allotment; a training at what control carries, which may be nothing: it stays suspended then. */
const renewalLevelPpm = (state: KernelState, lease: { run: string; purpose: string }, at: number): number =>
  lease.purpose === "evaluation" ? 1_000_000 : power(state, lease.run, at).levelPpm;

function overdueSets(state: KernelState, { at, site }: Occasion): EntryBody[] {
  const overdue = openSets(state).filter((set) => set.deadlineAt <= at);
  return overdue.map((set) => windowsClosed(state, site, set));
}

const openSets = (state: KernelState) =>
  state.runs.sorted().flatMap(([, { openSet }]) => {
    const set = openSet === null ? undefined : state.windowSets.get(openSet);
    return set === undefined ? [] : [set];
  });

function expiredReservations(state: KernelState, { at, site }: Occasion): EntryBody[] {
  const expired = state.runs
    .sorted()
    .map(([, run]) => run)
    .filter((run) => !run.ended && run.funds === "reserved" && run.startedAt + site.policy.reservationTtlMs <= at);
  return expired.map((run) => runEnded(run, "reservation expired"));
}
