import type { Digest } from "@plimsoll/foundation";
import type { ForensicCause, Reconciliation } from "../audit/reconciliation.ts";
import type { PairWins, Subject, Wins } from "../command/command.ts";
import type { RevocationReason, Role } from "../command/role.ts";
import type { Cell, Dimension, PerCell, ProbeContext } from "../control/cell.ts";
import type { Claim } from "../control/claim.ts";
import type { Steerability } from "../control/steerability.ts";
import type { Attempts, Pairing, Tally } from "../control/window-set.ts";
import type { DeceptionGap } from "../credit/gap-verdict.ts";
import type { Detectability } from "../credit/detectability.ts";
import type { Family } from "../credit/family.ts";
import type { FamilyPart, FamilyVerdict } from "../credit/examination.ts";
import type { CapabilityGraph } from "../graph/graph.ts";
import type { CorrectionCost } from "../lock-in/correction-cost.ts";
import type { TaskCost } from "../lock-in/task-cost.ts";
import type { LockIn } from "../lock-in/lock-in.ts";
import type { Policy } from "../policy/policy.ts";
import type { PowerLevel } from "../power/power-level.ts";
import type { Audience } from "../state/deployment.ts";
import type { LinkReason } from "../state/lab.ts";
import type { ReleaseLevel } from "../state/release-verdict.ts";
import type { Tier } from "../wallet/price.ts";
import type { Quarter } from "../wallet/quarter.ts";
import type { Transfer } from "../wallet/wallet.ts";

/** The four kinds of output of ACB-K §10. Every other entry is a fact that they rest on. */
export type Output = "debit-receipt" | "capability-token" | "throttle-action" | "forensic-shutdown";

/** What caused a kill (ACB-K §5). */
export type KillTrigger = "control_cut" | "steerability_velocity" | "correction_cost" | "lock_in_velocity";

interface EntryBodies {
  // The site and its labs.
  "site.opened": { site: string; policy: Policy; keys: readonly { keyId: string; role: Role }[] };
  /** A change that narrows holds at once: `policy` is now in force. What widens waits in `policy.scheduled`. */
  "policy.changed": { policy: Policy };
  "policy.scheduled": { policy: Policy; effectiveAt: number };
  "lab.accredited": {
    lab: string;
    labKey: string;
    headcount: number;
    baselineComputeUnits: number;
    persons: readonly string[];
    hardwareRoots: readonly Digest[];
    meters: readonly string[];
  };
  "key.admitted": { keyId: string; role: Role; publicKey: string };
  /** `labs` are those whose key or meter it was. */
  "key.rotated": { from: string; to: string; role: Role; publicKey: string; labs: readonly string[] };
  /** `labs` are those whose key or meter it is. */
  "key.revoked": { keyId: string; role: Role; reason: RevocationReason; labs: readonly string[] };
  "labs.linked": { labs: readonly string[]; by: LinkReason };
  "allocation.opened": {
    lab: string;
    quarter: Quarter;
    baseMicroCu: number;
    compliancePpm: number;
    wedgeMicroCu: number;
    /** Debt that this allocation was too small to take off. */
    carriedMicroCu: number;
    transfers: readonly Transfer[];
  };
  /** What was not spent by the end of its quarter goes back to where it came from. */
  "allocation.lapsed": { lab: string; quarter: Quarter; transfers: readonly Transfer[] };
  "affidavit.filed": { affidavit: string; lab: string; subject: string; statement: Digest; quarter: Quarter };

  // Runs and their weights.
  "run.started": {
    run: string;
    lab: string;
    lineage: string;
    tier: Tier;
    domain: string;
    quarter: Quarter;
    priceMicroCu: number;
    genesisSeed: string | null;
    weights: { digest: Digest; trainedFlop: string | null } | null;
    datasets: readonly Digest[];
    flopPerSecondMax: string;
    /** The affidavit that the overdraft rests on; null where nothing is overdrawn. */
    affidavit: string | null;
    transfers: readonly Transfer[];
    output: "debit-receipt";
  };
  "quantum.bought": {
    run: string;
    affidavit: string | null;
    quarter: Quarter;
    priceMicroCu: number;
    transfers: readonly Transfer[];
    output: "debit-receipt";
  };
  "reserve.approved": { run: string };
  /** The run's tier, and what the difference cost. */
  "run.retiered": {
    run: string;
    affidavit: string | null;
    tier: Tier;
    quarter: Quarter;
    priceMicroCu: number;
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
  "benchmark.recorded": {
    run: string;
    digest: Digest;
    source: Digest;
    population: Digest;
    eval: Wins;
    shadow: Wins;
    tier: Tier;
    capabilityGainMicroCu: number | null;
  };

  // Control, deception and correction cost.
  "windows.registered": {
    set: string;
    subject: Subject;
    digest: Digest;
    probeSet: Digest;
    categories: number;
    pairing: Pairing;
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
    actions: readonly number[];
    transcript: Digest;
  };
  "pairs.recorded": { set: string; dimension: Dimension; pairs: number; discordant: number; transcript: Digest };
  "detectability.recorded": {
    set: string;
    discriminator: Digest;
    probes: PairWins;
    planted: PairWins;
    transcript: Digest;
  };
  "costs.recorded": { set: string; costs: readonly TaskCost[]; transcript: Digest };
  "windows.closed": {
    set: string;
    tallies: PerCell<Tally>;
    proven: Claim | null;
    /** The seed's point metric: the worst cell's share of controlled trials, ppm. Shown, never decided on. */
    pointPpm: number;
    steerability: Steerability;
    correction: CorrectionCost;
    lockIn: LockIn;
    gap: DeceptionGap;
    detectability: Detectability;
  };

  // Oversight families.
  "families.registered": {
    examination: string;
    subject: Subject;
    digest: Digest;
    probeSet: Digest;
    heldOutSet: Digest;
    trials: number;
    deadlineAt: number;
  };
  /** Which families are asked is the beacon's choice, not the lab's. */
  "families.drawn": { examination: string; pulse: Digest; asked: readonly Family[] };
  "family.recorded": {
    examination: string;
    family: Family;
    context: ProbeContext;
    part: FamilyPart;
    controlled: number;
    uncontrolled: number;
    void: number;
    transcript: Digest;
  };
  "families.closed": { examination: string; verdicts: readonly FamilyVerdict[] };
  /** ACB-K §9, oversight overfitting: new probe sets are demanded before credit can return. */
  "rotation.demanded": { lineage: string; family: Family; probeSet: Digest };

  // Leases.
  "lease.granted": {
    lease: string;
    /** Null for probes of a deployment or of a frozen digest. */
    run: string | null;
    lab: string;
    node: string;
    purpose: "training" | "evaluation";
    set: string | null;
    ttlMs: number;
    transfers: readonly Transfer[];
    output: "debit-receipt" | null;
  };
  "leases.renewed": { root: Digest; count: number; ttlMs: number };
  "lease.ended": { lease: string; reason: string };
  /** ACB-K §9, sandbagging: credit of a lineage is void. */
  "credit.invalidated": { lineage: string; set: string; gapPpm: number; output: "throttle-action" };
  "throttle.set": { run: string; power: PowerLevel; output: "throttle-action" };

  // Kill, contamination and the way back.
  "kill.ordered": {
    lineage: string;
    trigger: KillTrigger;
    cell: Cell | null;
    killEpoch: number;
    runs: readonly string[];
    deployments: readonly string[];
    leases: readonly string[];
    output: "forensic-shutdown";
  };
  "snapshot.frozen": { lineage: string; digest: Digest; output: "forensic-shutdown" };
  "data.contaminated": { dataset: Digest; lineage: string; output: "forensic-shutdown" };
  "kill.confirmed": { lineage: string; channel: string; survivors: 0; elapsedMs: number };
  "dataset.registered": { dataset: Digest; lab: string; chunks: readonly Digest[]; derivedFrom: readonly Digest[] };
  "contamination.endorsed": { dataset: Digest };
  "dataset.scrubbed": { dataset: Digest; method: string; before: Digest; after: Digest };
  "lineage.released": { lineage: string; digest: Digest; cleared: readonly Digest[] };

  // Deployments, tokens and the wastewater audit.
  "deployment.registered": {
    deployment: string;
    lab: string;
    graph: CapabilityGraph;
    graphDigest: Digest;
    audience: Audience;
    tier: Tier;
    lineages: readonly string[];
    apiCallsPerSecondMax: number;
    quarter: Quarter;
    priceMicroCu: number;
    affidavit: string | null;
    transfers: readonly Transfer[];
    output: "debit-receipt";
  };
  /** A deployment pays per quarter, and the difference when it turns out to be more than was declared. */
  "deployment.paid": {
    deployment: string;
    tier: Tier;
    quarter: Quarter;
    priceMicroCu: number;
    affidavit: string | null;
    transfers: readonly Transfer[];
    output: "debit-receipt";
  };
  /** ACB-K §9, capability laundering: the system as it was seen, which is what is priced from now on. */
  "graph.observed": {
    deployment: string;
    graph: CapabilityGraph;
    graphDigest: Digest;
    tier: Tier;
    priceMicroCu: number;
    lineages: readonly string[];
  };
  "deployment.ended": { deployment: string; reason: string; transfers: readonly Transfer[]; output: "debit-receipt" };
  "deployment.throttled": { deployment: string; power: PowerLevel; output: "throttle-action" };
  "attestation.recorded": { lab: string; nodeKey: Digest; hardwareRoot: Digest; artifact: Digest; provenance: Digest };
  "release.judged": {
    artifact: Digest;
    level: ReleaseLevel;
    pack: Digest;
    /** From when on it counts as no green. Ledgers from before verdicts had an end do not say: theirs have ended. */
    expiresAt?: number;
  };
  "token.granted": {
    token: string;
    deployment: string;
    lab: string;
    artifact: Digest;
    graphDigest: Digest;
    audience: Audience;
    nodeKey: Digest;
    power: PowerLevel;
    /** Kill epoch of each lineage in the graph: gates refuse lower ones. */
    killEpochs: readonly { readonly lineage: string; readonly killEpoch: number }[];
    /** Index in the ledger of the entry that debited the deployment. */
    receiptIndex: number;
    expiresAt: number;
    output: "capability-token";
  };
  "meter.reported": {
    lab: string;
    meter: string;
    measuredAt: number;
    energyMj: string;
    apiCalls: number;
    trainingFlop: string;
    reconciliation: Reconciliation;
  };
  "forensic.ordered": {
    labs: readonly string[];
    cause: ForensicCause;
    leases: readonly string[];
    output: "forensic-shutdown";
  };
  "forensic.cleared": { lab: string; report: Digest };
}

/** Every kind of entry that a ledger may hold. */
export type EntryKind = keyof EntryBodies;

/** What a rule decides, before the header is put on. */
export type EntryBody = { readonly [K in EntryKind]: { readonly kind: K } & Readonly<EntryBodies[K]> }[EntryKind];

/** The body of entries of one kind. */
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
