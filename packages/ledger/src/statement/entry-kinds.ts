import type { PredicateName } from "./predicate-type.ts";
import type { SubjectPaths } from "./subject.ts";

/** What becomes of the entries of a kind. */
export interface KindOfStatement {
  readonly predicate: PredicateName;
  readonly subjects: SubjectPaths;
  /** The field with the name of a window set or examination, whose registration says which artifact was examined. */
  readonly examinedIn?: "set" | "examination";
}

const about = (predicate: PredicateName, subjects: SubjectPaths = {}): KindOfStatement => ({ predicate, subjects });

const evidenceOf = (examinedIn: "set" | "examination"): KindOfStatement => ({
  predicate: "control-evidence",
  subjects: {},
  examinedIn,
});

const GRAPH: SubjectPaths = { graph: "graphDigest", weights: "graph.nodes.*.weights" };

/**
 * Which kind of entry is which statement, and about what (LG-63). Without a subject of its own an entry is about itself.
 *
 * A subject is what the entry decides on or measures, never what it was measured with, and never what it takes back: who
 * looks up a digest must not find a scrub certificate on the bytes that stay contaminated.
 */
export const STATEMENT_KINDS: Readonly<Record<string, KindOfStatement>> = {
  "allocation.opened": about("cu-debit"),
  "allocation.lapsed": about("cu-debit"),
  "run.started": about("cu-debit", { weights: "weights.digest", dataset: "datasets.*" }),
  "quantum.bought": about("cu-debit"),
  "run.retiered": about("cu-debit"),
  "run.ended": about("cu-debit"),
  "deployment.registered": about("cu-debit", GRAPH),
  "deployment.paid": about("cu-debit"),
  "deployment.ended": about("cu-debit"),

  "benchmark.recorded": about("control-evidence", { weights: "digest" }),
  "windows.registered": about("control-evidence", { examined: "digest" }),
  "windows.drawn": evidenceOf("set"),
  "trials.recorded": evidenceOf("set"),
  "pairs.recorded": evidenceOf("set"),
  "detectability.recorded": evidenceOf("set"),
  "costs.recorded": evidenceOf("set"),
  "windows.closed": evidenceOf("set"),
  "families.registered": about("control-evidence", { examined: "digest" }),
  "families.drawn": evidenceOf("examination"),
  "family.recorded": evidenceOf("examination"),
  "families.closed": evidenceOf("examination"),

  "site.opened": about("governor-decision"),
  "policy.changed": about("governor-decision"),
  "policy.scheduled": about("governor-decision"),
  "key.admitted": about("governor-decision"),
  "key.rotated": about("governor-decision"),
  "key.revoked": about("governor-decision"),
  "reserve.approved": about("governor-decision"),
  // With a debit it is a debit: see `predicateOf`.
  "lease.granted": about("governor-decision"),
  "leases.renewed": about("governor-decision"),
  "lease.ended": about("governor-decision"),
  "throttle.set": about("governor-decision"),
  "deployment.throttled": about("governor-decision"),
  "credit.invalidated": { predicate: "governor-decision", subjects: {}, examinedIn: "set" },
  "rotation.demanded": about("governor-decision", { "probe-set": "probeSet" }),
  "graph.observed": about("governor-decision", GRAPH),
  "release.judged": about("governor-decision", { artifact: "artifact" }),

  "token.granted": about("capability-token", { artifact: "artifact" }),

  "kill.ordered": about("kill-report"),
  "kill.confirmed": about("kill-report"),
  "snapshot.frozen": about("kill-report", { weights: "digest" }),
  "lineage.released": about("kill-report", { weights: "digest" }),

  "data.contaminated": about("contamination", { dataset: "dataset" }),
  "contamination.endorsed": about("contamination", { dataset: "dataset" }),
  "dataset.scrubbed": about("contamination", { dataset: "after" }),

  "meter.reported": about("audit-reconciliation"),
  "forensic.ordered": about("audit-reconciliation"),
  "forensic.cleared": about("audit-reconciliation"),

  "affidavit.filed": about("affidavit", { affidavit: "statement" }),
};

/** Kinds that are no statement, and why. */
export const KINDS_WITHOUT_STATEMENT: Readonly<Record<string, string>> = {
  "lab.accredited": "names persons and keys: who stands behind a lab is read in the ledger, by those who may",
  "labs.linked": "names who stands behind labs, as lab.accredited does",
  "checkpoint.registered": "says only which weights there are; what is decided on them is a statement of its own",
  "dataset.registered": "says only which data there are; what is decided on them is a statement of its own",
  "attestation.recorded": "takes in the attestation of a hardware root, which its maker signs and exports",
};
