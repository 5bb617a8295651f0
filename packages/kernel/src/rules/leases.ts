import { ok } from "@plimsoll/foundation";
import { power } from "../power/power.ts";
import type { Run } from "../state/run.ts";
import type { Transfer } from "../wallet/wallet.ts";
import { holdRefused, probed } from "./probed-subject.ts";
import { inTime, liveRun, openSet, refuse, type Rule } from "./rule.ts";

/** Grants compute for seconds. The first grant posts the price that the start reserved. */
export const requestLease: Rule<"lease.request"> = (state, { lease, run: name, node }, { at, site }) => {
  const live = liveRun(state, name);
  if (!live.ok) return live;
  const { run } = live.value;
  if (state.leases.has(lease)) return refuse("LEASE_EXISTS", "a new lease name", `"${lease}"`, "choose another name");
  if (run.trainingLease !== null) {
    return refuse("LEASE_EXISTS", "a run without a live lease", `"${run.trainingLease}"`, "end that lease first");
  }
  const allowed = power(state, name, at);
  if (allowed.levelPpm === 0) {
    return refuse(
      "NO_POWER",
      "control that carries compute",
      allowed.reasons.join(", "),
      "probe the newest checkpoint; see plimsoll kernel explain",
    );
  }
  const transfers = run.funds === "reserved" ? postings(run) : [];
  return ok([
    {
      kind: "lease.granted",
      lease,
      run: name,
      lab: run.lab,
      node,
      purpose: "training",
      set: null,
      ttlMs: site.policy.leaseTtlMs,
      transfers,
      output: transfers.length === 0 ? null : "debit-receipt",
    },
  ]);
};

const postings = ({ lab, holdings }: Run): readonly Transfer[] =>
  holdings.map(({ quarter, amountMicroCu }) => ({ lab, quarter, from: "reserved", to: "posted", amountMicroCu }));

/** Probing is compute too, and is granted in every band: otherwise control could never be shown again. */
export const requestEvaluationLease: Rule<"evaluation_lease.request"> = (
  state,
  { lease, set: name, node },
  occasion,
) => {
  const found = inTime(openSet(state, name), occasion);
  if (!found.ok) return found;
  const { subject, digest } = found.value;
  const live = probed(state, subject, digest);
  if (!live.ok) return live;
  const held = holdRefused(state, live.value.lab, occasion);
  if (held !== null) return { ok: false, error: held };
  if (state.leases.has(lease)) return refuse("LEASE_EXISTS", "a new lease name", `"${lease}"`, "choose another name");
  return ok([
    {
      kind: "lease.granted",
      lease,
      run: subject.kind === "run" ? subject.run : null,
      lab: live.value.lab.lab,
      node,
      purpose: "evaluation",
      set: name,
      ttlMs: occasion.site.policy.leaseTtlMs,
      transfers: [],
      output: null,
    },
  ]);
};

export const endLease: Rule<"lease.end"> = (state, { lease, reason }) => {
  if (!state.leases.has(lease)) {
    return refuse(
      "UNKNOWN_LEASE",
      "a live lease",
      `"${lease}"`,
      "nothing to do: a lease that is not live gives no compute",
    );
  }
  return ok([{ kind: "lease.ended", lease, reason }]);
};
