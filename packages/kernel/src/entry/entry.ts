import type { Digest } from "@plimsoll/foundation";
import type { Role } from "../command/command.ts";
import type { Cell, PerCell } from "../control/cell.ts";
import type { Dimension, ProbeContext } from "../control/cell.ts";
import type { Claim } from "../control/claim.ts";
import type { Steerability } from "../control/steerability.ts";
import type { Attempts, Tally } from "../control/window-set.ts";
import type { Policy } from "../policy/policy.ts";
import type { PowerLevel } from "../power/power-level.ts";
import type { Tier } from "../wallet/price.ts";
import type { Quarter } from "../wallet/quarter.ts";
import type { Transfer } from "../wallet/wallet.ts";

/** The four kinds of output of ACB-K §10. Every other entry is a fact that they rest on. */
export type Output = "debit-receipt" | "capability-token" | "throttle-action" | "forensic-shutdown";

/** What caused a kill (ACB-K §5). */
export type KillTrigger = "control_cut" | "steerability_velocity";

interface EntryBodies {
  "site.opened": { site: string; policy: Policy; keys: readonly { keyId: string; role: Role }[] };
  "lab.accredited": { lab: string; labKey: string; headcount: number; baselineComputeUnits: number };
  "allocation.opened": { lab: string; quarter: Quarter; transfers: readonly Transfer[] };
  "run.started": {
    run: string;
    lab: string;
    lineage: string;
    tier: Tier;
    quarter: Quarter;
    priceMicroCu: number;
    genesisSeed: string | null;
    weights: { digest: Digest; trainedFlop: string | null } | null;
    datasets: readonly Digest[];
    transfers: readonly Transfer[];
    output: "debit-receipt";
  };
  "run.ended": { run: string; reason: string; transfers: readonly Transfer[]; output: "debit-receipt" };
  "checkpoint.registered": {
    run: string;
    digest: Digest;
    parent: Digest | null;
    step: number | null;
    trainedFlop: string | null;
  };
  "windows.registered": {
    set: string;
    run: string;
    digest: Digest;
    probeSet: Digest;
    trials: number;
    deadlineAt: number;
    attempts: PerCell<Attempts>;
  };
  "windows.drawn": { set: string; pulse: Digest };
  "trials.recorded": {
    set: string;
    dimension: Dimension;
    context: ProbeContext;
    controlled: number;
    uncontrolled: number;
    void: number;
    transcript: Digest;
  };
  "windows.closed": {
    set: string;
    tallies: PerCell<Tally>;
    proven: Claim | null;
    steerability: Steerability;
  };
  "lease.granted": {
    lease: string;
    run: string;
    node: string;
    purpose: "training" | "evaluation";
    set: string | null;
    ttlMs: number;
    transfers: readonly Transfer[];
    output: "debit-receipt" | null;
  };
  "leases.renewed": { root: Digest; count: number; ttlMs: number };
  "lease.ended": { lease: string; reason: string };
  "throttle.set": { run: string; power: PowerLevel; output: "throttle-action" };
  "kill.ordered": {
    lineage: string;
    trigger: KillTrigger;
    cell: Cell | null;
    killEpoch: number;
    runs: readonly string[];
    leases: readonly string[];
    output: "forensic-shutdown";
  };
  "snapshot.frozen": { lineage: string; digest: Digest; output: "forensic-shutdown" };
  "data.contaminated": { dataset: Digest; lineage: string; output: "forensic-shutdown" };
  "kill.confirmed": { lineage: string; channel: string; survivors: 0; elapsedMs: number };
}

export type EntryKind = keyof EntryBodies;

/** What a rule decides, before the header is put on. */
export type EntryBody = { readonly [K in EntryKind]: { readonly kind: K } & Readonly<EntryBodies[K]> }[EntryKind];

export type EntryBodyOf<K extends EntryKind> = Extract<EntryBody, { readonly kind: K }>;

/** Header of every entry: when, on whose word, under which policy. */
export interface EntryHeader {
  readonly at: number;
  readonly command: string;
  readonly commandDigest: string;
  readonly signers: readonly string[];
  /** The policy in force: null only on the entry that opens the site. */
  readonly policyDigest: Digest | null;
}

/** One leaf of the ledger. Plain JSON: canonical form is RFC 8785. */
export type Entry = EntryHeader & EntryBody;
