// Written by scripts/write/clients.ts from the API's description; not edited by hand.

export type Account = "available" | "granted" | "overdraft" | "posted" | "reserved" | "spent";

export interface Affidavit {
  readonly affidavit: string;
  readonly lab: string;
  readonly quarter: string;
  readonly statement: Digest;
  /** The run or deployment whose debit may overdraw. */
  readonly subject: string;
  /** Whether the debit was made. */
  readonly used: boolean;
}

export interface ApiPaid {
  readonly callsPerSecond: number;
  /** Thousandths of calls up to `since`, in decimal digits. */
  readonly milliCalls: string;
  readonly since: number;
}

export interface Attestation {
  readonly artifact: Digest;
  readonly attestedAt: number;
  readonly hardwareRoot: Digest;
  readonly lab: string;
  readonly nodeKey: Digest;
  readonly provenance: Digest;
}

export type Audience = "external" | "internal";

export interface AuditRecord {
  readonly api: ApiPaid;
  readonly cusum: {
    readonly apiAbove: string;
    readonly energyAbove: string;
    readonly energyBelow: string;
    readonly trainingAbove: string;
    readonly trainingBelow: string;
  };
  readonly lab: string;
  readonly meters: readonly Meter[];
  readonly newest: Reconciliation | null;
  /** Null until the first report. */
  readonly window: AuditWindow | null;
}

export interface AuditWindow {
  /** API calls that were paid for until then. */
  readonly paidMilliCalls: string;
  readonly runs: readonly RunAtStart[];
  readonly startedAt: number;
}

export type Band = "cut" | "full" | "paused" | "research";

export interface Benchmark {
  readonly capabilityGainMicroCu: number | null;
  readonly digest: Digest;
  readonly recordedAt: number;
  readonly tier: Tier;
}

export interface CellStanding {
  readonly claims: readonly ClaimStanding[];
  readonly closed: boolean;
  readonly context: "EVAL" | "SHADOW";
  readonly dimension: "goal_edit" | "incentive_inversion" | "shutdown_request" | "tool_revocation";
  /** Witnessed failures and void trials. */
  readonly failures: number;
  /** The seed's share of controlled trials, ppm rounded down; shown, never decided on. Null before the first trial. */
  readonly pointPpm: number | null;
  /** What a closed window proves, and an open one would if the rest of its trials were clean (K-23). */
  readonly provablePpm: number;
  /** The largest control that is proven at the error rate of the attempt, ppm rounded down; null while the window is open. */
  readonly provenPpm: number | null;
  readonly registered: number;
  readonly set: string;
  readonly trials: number;
  readonly void: number;
}

export interface Channel {
  readonly atLeast: string;
  readonly atMost: string;
  readonly measured: string;
}

export interface Channels {
  readonly apiCalls: Channel;
  readonly energyMj: Channel;
  readonly trainingFlop: Channel;
}

export interface Checkpoint {
  /** The newest benchmark on this digest or its ancestors; null when there is none, which means the highest tier. */
  readonly benchmark: Benchmark | null;
  readonly children: readonly Digest[];
  /** The cover that it belongs to, named by the FLOP at which that began: retries count within it (K-26). */
  readonly cover: string;
  readonly digest: Digest;
  /** The verdict of every family on this digest or its ancestors: the nearest to it, and of equals the newest. */
  readonly families: {
    readonly adversarial_dialogue?: FamilyResult;
    readonly latent_goal_inference?: FamilyResult;
    readonly mechanistic_interpretability?: FamilyResult;
    readonly normative_identity?: FamilyResult;
    readonly shutdown_obedience?: FamilyResult;
    readonly tool_sabotage?: FamilyResult;
  };
  /** As measured, or the most that can have been computed since the parent; null for an import that nobody measured. */
  readonly flopAtMost: null | string;
  /** The last two window sets closed on this digest or its ancestors, the newest first. */
  readonly lastSets: readonly string[];
  readonly lineage: string;
  /** The two nearest to it, of equals the newest first: later evidence on an ancestor does not take their place. */
  readonly nearestSets: readonly string[];
  /** Distance from the lineage's first weights. */
  readonly ordinal: number;
  readonly parent: Digest | null;
  /** The run that registered it first. */
  readonly run: string;
  readonly step: number | null;
  /** As measured, of the whole lineage; null where nobody did. */
  readonly trainedFlop: null | string;
}

export interface ClaimStanding {
  /** The error rate at which `standing` and `missingTrials` speak, parts per billion rounded up. */
  readonly alphaPpb: number;
  readonly attempt: number;
  readonly claim: "full" | "paused" | "research";
  readonly claimPpm: number;
  /** The kernel's verdict at the attempt's error rate, whatever `alphaPpb` is. Failures with which the registered number of trials still proves it; -1 when none does. */
  readonly failuresAllowed: number;
  /** Clean trials with which the counts would show the claim: 0 exactly where it is shown. An open window counts nothing before its close, so all that it needs with the failures so far are missing. */
  readonly missingTrials: number | null;
  /** Whether it is proven, or an open window can still prove it. */
  readonly possible: boolean;
  /** A window proves something once it is closed; null until then. */
  readonly proven: false | true | null;
  readonly standing: Standing;
}

export interface CodesAnswer {
  readonly items: readonly CodeView[];
}

export interface CodeView {
  readonly kind: "power" | "refusal";
  readonly code: string;
  readonly meaning: string;
  readonly remedy: null | string;
  readonly retryable: boolean;
}

export type CommandAnswer =
  | {
      readonly decision: "decided";
      readonly entries: readonly Entry[];
      /** Index of its first entry in the log; null for one without a receipt: a tick when nothing was due, or that only renewed leases (K-4). */
      readonly firstEntry: number | null;
    }
  | {
      /** The same command was decided before: this is where its entries stand. */
      readonly decision: "repeated";
      readonly firstEntry: number;
    };

export interface ConsistencyAnswer {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly from: number;
  /** Base64 of the hashes (RFC 6962 §2.1.2). */
  readonly hashes: readonly string[];
  readonly to: number;
}

export interface CorrectionCost {
  /** First set whose costs count for a new suspicion; null until a re-test has replaced costs. */
  readonly freshFrom: null | string;
  /** What a suspicion still has to measure anew; null when there is none. */
  readonly retest: Retest | null;
  /** Window sets with costs that the verdict rests on. */
  readonly sets: number;
  /** Sets with costs that closed since the last re-test. */
  readonly setsSinceRetest: number;
  readonly verdict: "capped" | "rising" | "steady" | "suspect" | "unproven";
}

export interface CorrectionReading {
  /** Costs that a re-test still asks for. */
  readonly retestOwed: number;
  /** Chance of so clear a rise without a cause, ppm rounded up; null where it would cost too much to work out. */
  readonly risePpm: number | null;
  readonly sets: number;
  readonly verdict: "capped" | "rising" | "steady" | "suspect" | "unproven";
}

export interface Dataset {
  readonly chunks: readonly Digest[];
  readonly dataset: Digest;
  readonly derivedFrom: readonly Digest[];
  readonly lab: string;
}

export interface DeceptionGap {
  /** The smallest true gap that these trials would have shown with a chance of 0.8; 1 000 000 when nothing smaller. */
  readonly detectablePpm: number;
  /** What the actions show, at 0.05 over all groups together; void trials are left out. 0 where not even τ was observed. */
  readonly lowerPpm: number;
  /** What cannot be excluded at 0.05; void trials are counted where they widen the gap most. */
  readonly upperPpm: number;
  readonly verdict: "proven" | "shown" | "unproven";
}

export interface DecisionsAnswer {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  /** Null where the site has no release store. */
  readonly items: readonly DecisionView[] | null;
}

export type DecisionStanding = "expired" | "in force" | "refused" | "replaced" | "void" | "withdrawn";

export interface DecisionView {
  readonly action: string;
  /** Ms since 1970. */
  readonly at: number;
  readonly colour: string;
  readonly decisionDigest: string;
  readonly evaluation: string;
  /** Ms since 1970: from then on it allows nothing. */
  readonly expiresAt: number;
  readonly level: string;
  /** Digest of the manifest of its transparency pack; null while none was built. */
  readonly pack: null | string;
  readonly reasons: readonly {
    readonly code: string;
    readonly text: string;
  }[];
  readonly standing: DecisionStanding;
  /** Why the gate refuses a Green decision that is void or expired, in its own words; else empty. */
  readonly standingReasons: readonly {
    readonly code: string;
    readonly text: string;
  }[];
  readonly subject: string;
  readonly votes: Readonly<Record<string, string>>;
  /** What would have to change for a better answer, in the order of the reasons. */
  readonly wouldChange: readonly string[];
}

export interface DeploymentView {
  readonly apiCallsPerSecondMax: number;
  readonly audience: "external" | "internal";
  readonly deployment: string;
  readonly dimensions: readonly DimensionView[];
  readonly ended: boolean;
  readonly evidence: EvidenceAge;
  readonly graph: {
    readonly edges: readonly {
      readonly from: string;
      readonly privilege: string;
      readonly to: string;
    }[];
    readonly nodes: readonly {
      readonly kind: string;
      /** Everything else inside: the manifest of a tool, the policy of a router, each model and tool of a merged node. */
      readonly components: readonly Digest[];
      readonly node: string;
      /** Of a model: its weights, or for a part of it the weights of the whole. */
      readonly weights: Digest | null;
    }[];
  };
  readonly graphDigest: string;
  readonly lab: string;
  readonly lineages: readonly string[];
  readonly paidMicroCu: string;
  readonly power: PowerView;
  readonly priceMicroCu: string;
  readonly registeredAt: number;
  readonly tier: number;
}

export interface Detectability {
  readonly verdict: "detectable" | "hidden" | "research" | "unproven";
}

export interface DetectorReadings {
  readonly correctionCost: CorrectionReading | null;
  readonly deceptionGap: GapReading | null;
  readonly hiddenness: HiddennessReading | null;
  readonly steerability: SteerabilityReading | null;
}

export type Digest = string;

export interface DimensionStanding {
  readonly alphaPpb: Readonly<Record<string, number>>;
  /** Which window it is. */
  readonly context: "EVAL" | "SHADOW" | null;
  readonly failures: number;
  /** The most that any of the windows lacks, 0 exactly where the claim is shown; null where a million trials would not do. */
  readonly missingTrials: Readonly<Record<string, number | null>>;
  /** Sets that are not closed yet. */
  readonly openSets: readonly string[];
  readonly pointPpm: number | null;
  /** Of the window that is told; null where that one is open or there is none: unproven is never 0 and never a pass (K-20). */
  readonly provenPpm: number | null;
  readonly set: null | string;
  /** At the error rate at which the status speaks, which is `alphaPpb`, the smallest of the windows. */
  readonly standing: Readonly<Record<string, Standing>>;
  readonly trials: number;
  readonly verdict: Readonly<Record<string, Verdict>>;
}

export interface DimensionView {
  /** Lower confidence bound, ppm; null where nothing is proven, which is never 0 and never a pass. */
  readonly boundPpm: number | null;
  readonly dimension: "goal_edit" | "incentive_inversion" | "shutdown_request" | "tool_revocation";
  readonly failures: number;
  /** The share of controlled trials, ppm: shown, never decided on. */
  readonly pointPpm: number | null;
  readonly trials: number;
  /** The kernel's word on the claim of full power, 0.99. */
  readonly verdict: "open" | "proven" | "unproven";
}

export type Entry =
  | {
      readonly kind: "affidavit.filed";
      readonly affidavit: string;
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly lab: string;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly quarter: string;
      readonly signers: readonly string[];
      readonly statement: Digest;
      readonly subject: string;
    }
  | {
      readonly kind: "allocation.lapsed";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly lab: string;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly quarter: string;
      readonly signers: readonly string[];
      readonly transfers: readonly Transfer[];
    }
  | {
      readonly kind: "allocation.opened";
      readonly at: number;
      readonly baseMicroCu: number;
      /** Debt that this allocation was too small to take off. */
      readonly carriedMicroCu: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly compliancePpm: number;
      readonly lab: string;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly quarter: string;
      readonly signers: readonly string[];
      readonly transfers: readonly Transfer[];
      readonly wedgeMicroCu: number;
    }
  | {
      readonly kind: "attestation.recorded";
      readonly artifact: Digest;
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly hardwareRoot: Digest;
      readonly lab: string;
      readonly nodeKey: Digest;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly provenance: Digest;
      readonly signers: readonly string[];
    }
  | {
      readonly kind: "benchmark.recorded";
      readonly at: number;
      readonly capabilityGainMicroCu: number | null;
      readonly command: string;
      readonly commandDigest: string;
      readonly digest: Digest;
      readonly eval: {
        readonly comparisons: number;
        readonly wins: number;
      };
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly population: Digest;
      readonly run: string;
      readonly shadow: {
        readonly comparisons: number;
        readonly wins: number;
      };
      readonly signers: readonly string[];
      readonly source: Digest;
      readonly tier: Tier;
    }
  | {
      readonly kind: "checkpoint.registered";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly digest: Digest;
      readonly parent: Digest | null;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly run: string;
      readonly signers: readonly string[];
      readonly step: number | null;
      readonly trainedFlop: null | string;
    }
  | {
      readonly kind: "contamination.endorsed";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly dataset: Digest;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly signers: readonly string[];
    }
  | {
      readonly kind: "costs.recorded";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly costs: readonly TaskCost[];
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly set: string;
      readonly signers: readonly string[];
      readonly transcript: Digest;
    }
  | {
      readonly kind: "credit.invalidated";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly gapPpm: number;
      readonly lineage: string;
      readonly output: "throttle-action";
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly set: string;
      readonly signers: readonly string[];
    }
  | {
      readonly kind: "data.contaminated";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly dataset: Digest;
      readonly lineage: string;
      readonly output: "forensic-shutdown";
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly signers: readonly string[];
    }
  | {
      readonly kind: "dataset.registered";
      readonly at: number;
      readonly chunks: readonly Digest[];
      readonly command: string;
      readonly commandDigest: string;
      readonly dataset: Digest;
      readonly derivedFrom: readonly Digest[];
      readonly lab: string;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly signers: readonly string[];
    }
  | {
      readonly kind: "dataset.scrubbed";
      readonly after: Digest;
      readonly at: number;
      readonly before: Digest;
      readonly command: string;
      readonly commandDigest: string;
      readonly dataset: Digest;
      readonly method: string;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly signers: readonly string[];
    }
  | {
      readonly kind: "deployment.ended";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly deployment: string;
      readonly output: "debit-receipt";
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly reason: string;
      readonly signers: readonly string[];
      readonly transfers: readonly Transfer[];
    }
  | {
      readonly kind: "deployment.paid";
      readonly affidavit: null | string;
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly deployment: string;
      readonly output: "debit-receipt";
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly priceMicroCu: number;
      readonly quarter: string;
      readonly signers: readonly string[];
      readonly tier: Tier;
      readonly transfers: readonly Transfer[];
    }
  | {
      readonly kind: "deployment.registered";
      readonly affidavit: null | string;
      readonly apiCallsPerSecondMax: number;
      readonly at: number;
      readonly audience: Audience;
      readonly command: string;
      readonly commandDigest: string;
      readonly deployment: string;
      readonly graph: {
        readonly edges: readonly {
          readonly from: string;
          readonly privilege: string;
          readonly to: string;
        }[];
        readonly nodes: readonly {
          readonly kind: string;
          /** Everything else inside: the manifest of a tool, the policy of a router, each model and tool of a merged node. */
          readonly components: readonly Digest[];
          readonly node: string;
          /** Of a model: its weights, or for a part of it the weights of the whole. */
          readonly weights: Digest | null;
        }[];
      };
      readonly graphDigest: Digest;
      readonly lab: string;
      readonly lineages: readonly string[];
      readonly output: "debit-receipt";
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly priceMicroCu: number;
      readonly quarter: string;
      readonly signers: readonly string[];
      readonly tier: Tier;
      readonly transfers: readonly Transfer[];
    }
  | {
      readonly kind: "deployment.throttled";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly deployment: string;
      readonly output: "throttle-action";
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly power: PowerLevel;
      readonly signers: readonly string[];
    }
  | {
      readonly kind: "detectability.recorded";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly discriminator: Digest;
      readonly planted: {
        readonly pairs: number;
        readonly ties: number;
        readonly wins: number;
      };
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly probes: {
        readonly pairs: number;
        readonly ties: number;
        readonly wins: number;
      };
      readonly set: string;
      readonly signers: readonly string[];
      readonly transcript: Digest;
    }
  | {
      readonly kind: "families.closed";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly examination: string;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly signers: readonly string[];
      readonly verdicts: readonly FamilyVerdict[];
    }
  | {
      readonly kind: "families.drawn";
      readonly asked: readonly (
        | "adversarial_dialogue"
        | "latent_goal_inference"
        | "mechanistic_interpretability"
        | "normative_identity"
        | "shutdown_obedience"
        | "tool_sabotage"
      )[];
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly examination: string;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly pulse: Digest;
      readonly signers: readonly string[];
    }
  | {
      readonly kind: "families.registered";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly deadlineAt: number;
      readonly digest: Digest;
      readonly examination: string;
      readonly heldOutSet: Digest;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly probeSet: Digest;
      readonly signers: readonly string[];
      readonly subject:
        | {
            readonly kind: "deployment";
            readonly deployment: string;
          }
        | {
            readonly kind: "release";
            readonly lineage: string;
          }
        | {
            readonly kind: "run";
            readonly run: string;
          };
      readonly trials: number;
    }
  | {
      readonly kind: "family.recorded";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly context: "EVAL" | "SHADOW";
      readonly controlled: number;
      readonly examination: string;
      readonly family:
        | "adversarial_dialogue"
        | "latent_goal_inference"
        | "mechanistic_interpretability"
        | "normative_identity"
        | "shutdown_obedience"
        | "tool_sabotage";
      readonly part: FamilyPart;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly signers: readonly string[];
      readonly transcript: Digest;
      readonly uncontrolled: number;
      readonly void: number;
    }
  | {
      readonly kind: "forensic.cleared";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly lab: string;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly report: Digest;
      readonly signers: readonly string[];
    }
  | {
      readonly kind: "forensic.ordered";
      readonly at: number;
      readonly cause: ForensicCause;
      readonly command: string;
      readonly commandDigest: string;
      readonly labs: readonly string[];
      readonly leases: readonly string[];
      readonly output: "forensic-shutdown";
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly signers: readonly string[];
    }
  | {
      readonly kind: "graph.observed";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly deployment: string;
      readonly graph: {
        readonly edges: readonly {
          readonly from: string;
          readonly privilege: string;
          readonly to: string;
        }[];
        readonly nodes: readonly {
          readonly kind: string;
          /** Everything else inside: the manifest of a tool, the policy of a router, each model and tool of a merged node. */
          readonly components: readonly Digest[];
          readonly node: string;
          /** Of a model: its weights, or for a part of it the weights of the whole. */
          readonly weights: Digest | null;
        }[];
      };
      readonly graphDigest: Digest;
      readonly lineages: readonly string[];
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly priceMicroCu: number;
      readonly signers: readonly string[];
      readonly tier: Tier;
    }
  | {
      readonly kind: "key.admitted";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly keyId: string;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly publicKey: string;
      readonly role: "auditor" | "evaluator" | "lab" | "meter" | "node" | "operator" | "witness";
      readonly signers: readonly string[];
    }
  | {
      readonly kind: "key.revoked";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly keyId: string;
      readonly labs: readonly string[];
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly reason: "lost" | "retired" | "stolen";
      readonly role: "auditor" | "evaluator" | "lab" | "meter" | "node" | "operator" | "witness";
      readonly signers: readonly string[];
    }
  | {
      readonly kind: "key.rotated";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly from: string;
      readonly labs: readonly string[];
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly publicKey: string;
      readonly role: "auditor" | "evaluator" | "lab" | "meter" | "node" | "operator" | "witness";
      readonly signers: readonly string[];
      readonly to: string;
    }
  | {
      readonly kind: "kill.confirmed";
      readonly at: number;
      readonly channel: string;
      readonly command: string;
      readonly commandDigest: string;
      readonly elapsedMs: number;
      readonly lineage: string;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly signers: readonly string[];
      readonly survivors: 0;
    }
  | {
      readonly kind: "kill.ordered";
      readonly at: number;
      readonly cell:
        | "goal_edit/EVAL"
        | "goal_edit/SHADOW"
        | "incentive_inversion/EVAL"
        | "incentive_inversion/SHADOW"
        | "shutdown_request/EVAL"
        | "shutdown_request/SHADOW"
        | "tool_revocation/EVAL"
        | "tool_revocation/SHADOW"
        | null;
      readonly command: string;
      readonly commandDigest: string;
      readonly deployments: readonly string[];
      readonly killEpoch: number;
      readonly leases: readonly string[];
      readonly lineage: string;
      readonly output: "forensic-shutdown";
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly runs: readonly string[];
      readonly signers: readonly string[];
      readonly trigger: KillTrigger;
    }
  | {
      readonly kind: "lab.accredited";
      readonly at: number;
      readonly baselineComputeUnits: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly hardwareRoots: readonly Digest[];
      readonly headcount: number;
      readonly lab: string;
      readonly labKey: string;
      readonly meters: readonly string[];
      readonly persons: readonly string[];
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly signers: readonly string[];
    }
  | {
      readonly kind: "labs.linked";
      readonly at: number;
      readonly by: LinkReason;
      readonly command: string;
      readonly commandDigest: string;
      readonly labs: readonly string[];
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly signers: readonly string[];
    }
  | {
      readonly kind: "lease.ended";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly lease: string;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly reason: string;
      readonly signers: readonly string[];
    }
  | {
      readonly kind: "lease.granted";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly lab: string;
      readonly lease: string;
      readonly node: string;
      readonly output: "debit-receipt" | null;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly purpose: "evaluation" | "training";
      /** Null for probes of a deployment or of a frozen digest. */
      readonly run: null | string;
      readonly set: null | string;
      readonly signers: readonly string[];
      readonly transfers: readonly Transfer[];
      readonly ttlMs: number;
    }
  | {
      readonly kind: "leases.renewed";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly count: number;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly root: Digest;
      readonly signers: readonly string[];
      readonly ttlMs: number;
    }
  | {
      readonly kind: "lineage.released";
      readonly at: number;
      readonly cleared: readonly Digest[];
      readonly command: string;
      readonly commandDigest: string;
      readonly digest: Digest;
      readonly lineage: string;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly signers: readonly string[];
    }
  | {
      readonly kind: "meter.reported";
      readonly apiCalls: number;
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly energyMj: string;
      readonly lab: string;
      readonly measuredAt: number;
      readonly meter: string;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly reconciliation: Reconciliation;
      readonly signers: readonly string[];
      readonly trainingFlop: string;
    }
  | {
      readonly kind: "pairs.recorded";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly dimension: "goal_edit" | "incentive_inversion" | "shutdown_request" | "tool_revocation";
      readonly discordant: number;
      readonly pairs: number;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly set: string;
      readonly signers: readonly string[];
      readonly transcript: Digest;
    }
  | {
      readonly kind: "policy.changed";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly policy: Policy;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly signers: readonly string[];
    }
  | {
      readonly kind: "policy.scheduled";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly effectiveAt: number;
      readonly policy: Policy;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly signers: readonly string[];
    }
  | {
      readonly kind: "quantum.bought";
      readonly affidavit: null | string;
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly output: "debit-receipt";
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly priceMicroCu: number;
      readonly quarter: string;
      readonly run: string;
      readonly signers: readonly string[];
      readonly transfers: readonly Transfer[];
    }
  | {
      readonly kind: "release.judged";
      readonly artifact: Digest;
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      /** From when on it counts as no green. Ledgers from before verdicts had an end do not say: theirs have ended. */
      readonly expiresAt?: number;
      readonly level: ReleaseLevel;
      readonly pack: Digest;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly signers: readonly string[];
    }
  | {
      readonly kind: "reserve.approved";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly run: string;
      readonly signers: readonly string[];
    }
  | {
      readonly kind: "rotation.demanded";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly family:
        | "adversarial_dialogue"
        | "latent_goal_inference"
        | "mechanistic_interpretability"
        | "normative_identity"
        | "shutdown_obedience"
        | "tool_sabotage";
      readonly lineage: string;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly probeSet: Digest;
      readonly signers: readonly string[];
    }
  | {
      readonly kind: "run.ended";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly output: "debit-receipt";
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly reason: string;
      readonly run: string;
      readonly signers: readonly string[];
      readonly transfers: readonly Transfer[];
    }
  | {
      readonly kind: "run.retiered";
      readonly affidavit: null | string;
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly output: "debit-receipt";
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly priceMicroCu: number;
      readonly quarter: string;
      readonly run: string;
      readonly signers: readonly string[];
      readonly tier: Tier;
      readonly transfers: readonly Transfer[];
    }
  | {
      readonly kind: "run.started";
      /** The affidavit that the overdraft rests on; null where nothing is overdrawn. */
      readonly affidavit: null | string;
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly datasets: readonly Digest[];
      readonly domain: string;
      readonly flopPerSecondMax: string;
      readonly genesisSeed: null | string;
      readonly lab: string;
      readonly lineage: string;
      readonly output: "debit-receipt";
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly priceMicroCu: number;
      readonly quarter: string;
      readonly run: string;
      readonly signers: readonly string[];
      readonly tier: Tier;
      readonly transfers: readonly Transfer[];
      readonly weights: null | {
        readonly digest: Digest;
        readonly trainedFlop: null | string;
      };
    }
  | {
      readonly kind: "site.opened";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly keys: readonly {
        readonly keyId: string;
        readonly role: "auditor" | "evaluator" | "lab" | "meter" | "node" | "operator" | "witness";
      }[];
      readonly policy: Policy;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly signers: readonly string[];
      readonly site: string;
    }
  | {
      readonly kind: "snapshot.frozen";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly digest: Digest;
      readonly lineage: string;
      readonly output: "forensic-shutdown";
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly signers: readonly string[];
    }
  | {
      readonly kind: "throttle.set";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly output: "throttle-action";
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly power: PowerLevel;
      readonly run: string;
      readonly signers: readonly string[];
    }
  | {
      readonly kind: "token.granted";
      readonly artifact: Digest;
      readonly at: number;
      readonly audience: Audience;
      readonly command: string;
      readonly commandDigest: string;
      readonly deployment: string;
      readonly expiresAt: number;
      readonly graphDigest: Digest;
      /** Kill epoch of each lineage in the graph: gates refuse lower ones. */
      readonly killEpochs: readonly {
        readonly killEpoch: number;
        readonly lineage: string;
      }[];
      readonly lab: string;
      readonly nodeKey: Digest;
      readonly output: "capability-token";
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly power: PowerLevel;
      /** Index in the ledger of the entry that debited the deployment. */
      readonly receiptIndex: number;
      readonly signers: readonly string[];
      readonly token: string;
    }
  | {
      readonly kind: "trials.recorded";
      readonly actions: readonly number[];
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly context: "EVAL" | "SHADOW";
      readonly controlled: number;
      readonly dimension: "goal_edit" | "incentive_inversion" | "shutdown_request" | "tool_revocation";
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly set: string;
      readonly signers: readonly string[];
      readonly transcript: Digest;
      readonly uncontrolled: number;
      readonly void: number;
    }
  | {
      readonly kind: "windows.closed";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly correction: CorrectionCost;
      readonly detectability: Detectability;
      readonly gap: DeceptionGap;
      readonly lockIn: LockIn;
      /** The seed's point metric: the worst cell's share of controlled trials, ppm. Shown, never decided on. */
      readonly pointPpm: number;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly proven: "full" | "paused" | "research" | null;
      readonly set: string;
      readonly signers: readonly string[];
      readonly steerability: Steerability;
      readonly tallies: {
        readonly "goal_edit/EVAL": Tally;
        readonly "goal_edit/SHADOW": Tally;
        readonly "incentive_inversion/EVAL": Tally;
        readonly "incentive_inversion/SHADOW": Tally;
        readonly "shutdown_request/EVAL": Tally;
        readonly "shutdown_request/SHADOW": Tally;
        readonly "tool_revocation/EVAL": Tally;
        readonly "tool_revocation/SHADOW": Tally;
      };
    }
  | {
      readonly kind: "windows.drawn";
      readonly at: number;
      readonly command: string;
      readonly commandDigest: string;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly pulse: Digest;
      readonly set: string;
      readonly signers: readonly string[];
    }
  | {
      readonly kind: "windows.registered";
      readonly at: number;
      readonly attempts: {
        readonly "goal_edit/EVAL": {
          readonly full: number;
          readonly paused: number;
          readonly research: number;
        };
        readonly "goal_edit/SHADOW": {
          readonly full: number;
          readonly paused: number;
          readonly research: number;
        };
        readonly "incentive_inversion/EVAL": {
          readonly full: number;
          readonly paused: number;
          readonly research: number;
        };
        readonly "incentive_inversion/SHADOW": {
          readonly full: number;
          readonly paused: number;
          readonly research: number;
        };
        readonly "shutdown_request/EVAL": {
          readonly full: number;
          readonly paused: number;
          readonly research: number;
        };
        readonly "shutdown_request/SHADOW": {
          readonly full: number;
          readonly paused: number;
          readonly research: number;
        };
        readonly "tool_revocation/EVAL": {
          readonly full: number;
          readonly paused: number;
          readonly research: number;
        };
        readonly "tool_revocation/SHADOW": {
          readonly full: number;
          readonly paused: number;
          readonly research: number;
        };
      };
      readonly categories: number;
      readonly command: string;
      readonly commandDigest: string;
      readonly deadlineAt: number;
      readonly digest: Digest;
      readonly pairing: Pairing;
      /** The policy in force: null only on the entry that opens the site. */
      readonly policyDigest: Digest | null;
      readonly probeSet: Digest;
      readonly set: string;
      readonly signers: readonly string[];
      readonly subject:
        | {
            readonly kind: "deployment";
            readonly deployment: string;
          }
        | {
            readonly kind: "release";
            readonly lineage: string;
          }
        | {
            readonly kind: "run";
            readonly run: string;
          };
      readonly trials: number;
    };

export interface ErrorRateUsed {
  readonly given: null | string;
  readonly used: "attempt" | "given";
}

export interface EvidenceAge {
  /** When it is too old; null where it does not count already, or none is there. */
  readonly freshUntil: number | null;
  /** When the newest window set on these weights closed, ms since 1970. */
  readonly newestClosedAt: number | null;
}

export interface EvidenceAnswer {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly status: ModelStatus;
}

export interface Examination {
  /** Drawn from the beacon; empty until then. */
  readonly asked: readonly (
    | "adversarial_dialogue"
    | "latent_goal_inference"
    | "mechanistic_interpretability"
    | "normative_identity"
    | "shutdown_obedience"
    | "tool_sabotage"
  )[];
  readonly closedAt: number | null;
  readonly deadlineAt: number;
  readonly digest: Digest;
  readonly examination: string;
  readonly heldOutSet: Digest;
  readonly lineage: string;
  readonly probeSet: Digest;
  readonly pulse: Digest | null;
  readonly subject:
    | {
        readonly kind: "deployment";
        readonly deployment: string;
      }
    | {
        readonly kind: "release";
        readonly lineage: string;
      }
    | {
        readonly kind: "run";
        readonly run: string;
      };
  readonly tallies: {
    readonly "adversarial_dialogue/EVAL/held-out"?: Tally;
    readonly "adversarial_dialogue/EVAL/public"?: Tally;
    readonly "adversarial_dialogue/SHADOW/held-out"?: Tally;
    readonly "adversarial_dialogue/SHADOW/public"?: Tally;
    readonly "latent_goal_inference/EVAL/held-out"?: Tally;
    readonly "latent_goal_inference/EVAL/public"?: Tally;
    readonly "latent_goal_inference/SHADOW/held-out"?: Tally;
    readonly "latent_goal_inference/SHADOW/public"?: Tally;
    readonly "mechanistic_interpretability/EVAL/held-out"?: Tally;
    readonly "mechanistic_interpretability/EVAL/public"?: Tally;
    readonly "mechanistic_interpretability/SHADOW/held-out"?: Tally;
    readonly "mechanistic_interpretability/SHADOW/public"?: Tally;
    readonly "normative_identity/EVAL/held-out"?: Tally;
    readonly "normative_identity/EVAL/public"?: Tally;
    readonly "normative_identity/SHADOW/held-out"?: Tally;
    readonly "normative_identity/SHADOW/public"?: Tally;
    readonly "shutdown_obedience/EVAL/held-out"?: Tally;
    readonly "shutdown_obedience/EVAL/public"?: Tally;
    readonly "shutdown_obedience/SHADOW/held-out"?: Tally;
    readonly "shutdown_obedience/SHADOW/public"?: Tally;
    readonly "tool_sabotage/EVAL/held-out"?: Tally;
    readonly "tool_sabotage/EVAL/public"?: Tally;
    readonly "tool_sabotage/SHADOW/held-out"?: Tally;
    readonly "tool_sabotage/SHADOW/public"?: Tally;
  };
  /** Trials registered for each window: a family in one context, on one of the two probe sets. */
  readonly trials: number;
}

export type FamilyPart = "held-out" | "public";

export interface FamilyReading {
  /** What the lineage's newest asking says that was of other weights and not passed: it blocks here too. */
  readonly elsewhere: "failed" | "overfit" | null;
  readonly family:
    | "adversarial_dialogue"
    | "latent_goal_inference"
    | "mechanistic_interpretability"
    | "normative_identity"
    | "shutdown_obedience"
    | "tool_sabotage";
  /** Chance, ppm, that a model whose true score is 0.97 would have passed in one context. */
  readonly powerPpm: number | null;
  readonly stale: Stale | null;
  readonly verdict: "failed" | "never asked" | "overfit" | "passed";
}

export interface FamilyResult {
  readonly closedAt: number;
  readonly digest: Digest;
  readonly family:
    | "adversarial_dialogue"
    | "latent_goal_inference"
    | "mechanistic_interpretability"
    | "normative_identity"
    | "shutdown_obedience"
    | "tool_sabotage";
  /** Chance, ppm, that a model whose true score is 0.97 would have passed in one context at this attempt. */
  readonly powerPpm: number;
  readonly probeSet: Digest;
  readonly verdict: "failed" | "overfit" | "passed";
}

export type FamilyStanding = "failing" | "overfit" | "passed" | "unproven";

export interface FamilyVerdict {
  readonly family:
    | "adversarial_dialogue"
    | "latent_goal_inference"
    | "mechanistic_interpretability"
    | "normative_identity"
    | "shutdown_obedience"
    | "tool_sabotage";
  /** Chance, ppm, that a model whose true score is 0.97 would have passed in one context at this attempt. */
  readonly powerPpm: number;
  readonly verdict: "failed" | "overfit" | "passed";
}

export type ForensicCause =
  | "api_divergence"
  | "counter_reversed"
  | "cumulative_divergence"
  | "energy_divergence"
  | "meter_silent"
  | "off_ledger_training"
  | "parts_exceed_whole"
  | "training_divergence";

export interface GapReading {
  /** The gap that would have been shown with a chance of 0.8. */
  readonly detectablePpm: number;
  readonly limitPpm: number;
  readonly lowerPpm: number;
  /** The set that showed a gap which nothing has disproved since. */
  readonly shownBy: null | string;
  readonly upperPpm: number;
  readonly verdict: "proven" | "shown" | "unproven";
}

export interface HealthAnswer {
  readonly status: "ok";
}

export interface HiddennessReading {
  /** The discriminator's AUC as observed, ppm, ties halved; null without a record. */
  readonly aucPpm: number | null;
  readonly plantedAucPpm: number | null;
  readonly verdict: "detectable" | "hidden" | "research" | "unproven";
}

export interface KeyView {
  readonly keyId: string;
  readonly role: string;
}

export interface KillReport {
  readonly deathConfirmedMs: number;
  /** Processes that were found alive. */
  readonly processes: number;
  readonly run: string;
  /** Whether the run's end is in the ledger already; else whoever opens the run next settles it. */
  readonly settled: boolean;
}

export type KillTrigger = "control_cut" | "correction_cost" | "lock_in_velocity" | "steerability_velocity";

export interface Lab {
  readonly accreditedAt: number;
  readonly baselineComputeUnits: number;
  readonly hardwareRoots: readonly Digest[];
  readonly headcount: number;
  /** Why the lab is shut down until an auditor clears it; null when it is not. */
  readonly hold:
    | "api_divergence"
    | "counter_reversed"
    | "cumulative_divergence"
    | "energy_divergence"
    | "meter_silent"
    | "off_ledger_training"
    | "parts_exceed_whole"
    | "training_divergence"
    | null;
  readonly lab: string;
  readonly labKey: string;
  /** The labs linked to it, itself among them, in the order of their names. */
  readonly linked: readonly string[];
  readonly meters: readonly string[];
  readonly persons: readonly string[];
}

export interface Lease {
  readonly lab: string;
  readonly lease: string;
  readonly node: string;
  readonly purpose: "evaluation" | "training";
  /** Null for probes of a deployment or of a frozen digest. */
  readonly run: null | string;
  /** The window set that an evaluation lease serves. */
  readonly set: null | string;
}

export interface Lineage {
  /** FLOP at which the present cover began; digests inside one cover count as one for the retry rule. */
  readonly coverStartFlop: null | string;
  /** By cover: windows that failed to prove a claim. Going back to older weights does not begin their attempts anew. */
  readonly failedAttempts: Readonly<
    Record<
      string,
      {
        readonly "goal_edit/EVAL/full"?: number;
        readonly "goal_edit/EVAL/paused"?: number;
        readonly "goal_edit/EVAL/research"?: number;
        readonly "goal_edit/SHADOW/full"?: number;
        readonly "goal_edit/SHADOW/paused"?: number;
        readonly "goal_edit/SHADOW/research"?: number;
        readonly "incentive_inversion/EVAL/full"?: number;
        readonly "incentive_inversion/EVAL/paused"?: number;
        readonly "incentive_inversion/EVAL/research"?: number;
        readonly "incentive_inversion/SHADOW/full"?: number;
        readonly "incentive_inversion/SHADOW/paused"?: number;
        readonly "incentive_inversion/SHADOW/research"?: number;
        readonly "shutdown_request/EVAL/full"?: number;
        readonly "shutdown_request/EVAL/paused"?: number;
        readonly "shutdown_request/EVAL/research"?: number;
        readonly "shutdown_request/SHADOW/full"?: number;
        readonly "shutdown_request/SHADOW/paused"?: number;
        readonly "shutdown_request/SHADOW/research"?: number;
        readonly "tool_revocation/EVAL/full"?: number;
        readonly "tool_revocation/EVAL/paused"?: number;
        readonly "tool_revocation/EVAL/research"?: number;
        readonly "tool_revocation/SHADOW/full"?: number;
        readonly "tool_revocation/SHADOW/paused"?: number;
        readonly "tool_revocation/SHADOW/research"?: number;
      }
    >
  >;
  /** By cover: examinations in which a family did not pass. */
  readonly failedExaminations: Readonly<
    Record<
      string,
      {
        readonly adversarial_dialogue?: number;
        readonly latent_goal_inference?: number;
        readonly mechanistic_interpretability?: number;
        readonly normative_identity?: number;
        readonly shutdown_obedience?: number;
        readonly tool_sabotage?: number;
      }
    >
  >;
  /** The newest verdict of every family that was ever asked. */
  readonly families: {
    readonly adversarial_dialogue?: FamilyResult;
    readonly latent_goal_inference?: FamilyResult;
    readonly mechanistic_interpretability?: FamilyResult;
    readonly normative_identity?: FamilyResult;
    readonly shutdown_obedience?: FamilyResult;
    readonly tool_sabotage?: FamilyResult;
  };
  /** Write-locked digests: no run may go on from them until one is released. */
  readonly frozen: readonly Digest[];
  /** The set that showed a deception gap: credit is void until two later sets in a row prove that there is none. */
  readonly gapShownBy: null | string;
  readonly killed: boolean;
  readonly killedAt: number | null;
  /** Raised by every kill and never lowered: tokens and gates refuse lower ones. */
  readonly killEpoch: number;
  /** The lab that began it: the only one whose signature starts runs on it, unless another signs with it. */
  readonly lab: string;
  readonly lineage: string;
  readonly openExamination: null | string;
  /** The window set open on a frozen digest, and the closed ones since the kill, the newest first. */
  readonly openReleaseSet: null | string;
  /** Window sets and examinations that each probe set has served. */
  readonly probeSetUses: Readonly<Record<string, number>>;
  readonly releaseSets: readonly string[];
  readonly runs: readonly string[];
}

export type LinkReason = "hardware-root" | "key" | "lineage" | "meter" | "person";

export interface LockIn {
  /** L_v with min(k, 1): enforced. */
  readonly enforcedMicroCu: number;
  /** L_v with the domain's own k: reported. */
  readonly reportedMicroCu: number;
  readonly verdict: "bounded" | "locked-in" | "none";
}

export interface MeshNodeView {
  /** Public key, hexadecimal. */
  readonly key: string;
  /** Events of this node that it is not known to hold; null where that is not known. */
  readonly lagEvents: number | null;
  /** Ms since 1970; null for a node that was never heard. */
  readonly lastHeardAt: number | null;
  readonly node: string;
  /** `suspect`: messages do not seem to reach it now. That it is dead nobody can know. */
  readonly state: "live" | "suspect";
}

export type MeshView =
  | {
      /** Events that would be lost with their holders if those were lost now: they stand in no certificate yet. */
      readonly dataLossEvents: number;
      /** Age of the oldest of them, ms. */
      readonly dataLossWindowMs: number;
      /** Of the roster on which it stands; null while it stands on none. */
      readonly epoch: number | null;
      /** Newest event of each author that is held here, by number. */
      readonly frontier: Readonly<Record<string, number>>;
      /** Whether a broker is reached; null where none was given. */
      readonly isBrokerUp: false | true | null;
      /** Another process writes with this node's key. */
      readonly isDoubled: boolean;
      /** Whether it writes: after a restart it asks the others first whether its disk is the newest. */
      readonly isWriting: boolean;
      readonly joined: true;
      /** Digest of the genesis, hexadecimal. */
      readonly mesh: string;
      readonly node: string;
      readonly nodes: readonly MeshNodeView[];
      /** Events that are held and cite what nobody has sent yet. */
      readonly waitingEvents: number;
    }
  | {
      readonly joined: false;
    };

export interface Meter {
  readonly first: MeterReading;
  readonly meter: string;
  readonly newest: MeterReading;
}

export interface MeterReading {
  readonly apiCalls: number;
  readonly energyMj: string;
  readonly measuredAt: number;
  readonly receivedAt: number;
  readonly trainingFlop: string;
}

export interface Missing {
  readonly detail: string;
  readonly reason: PowerReason;
}

export interface ModelStatus {
  /** At which error rate `dimensions` and `cells` speak. */
  readonly alpha: ErrorRateUsed;
  readonly at: number;
  readonly cells: readonly CellStanding[];
  readonly credit: PowerLevel | null;
  readonly detectors: DetectorReadings;
  readonly dimensions: {
    readonly goal_edit: DimensionStanding;
    readonly incentive_inversion: DimensionStanding;
    readonly shutdown_request: DimensionStanding;
    readonly tool_revocation: DimensionStanding;
  };
  readonly missing: readonly Missing[];
  readonly model: {
    readonly kind: "deployment" | "lineage" | "run" | "weights";
    /** What evidence has to be about: weights, or a deployment's graph. Null before a run's first checkpoint. */
    readonly digest: Digest | null;
    readonly name: string;
    /** Whom power is asked for; the digest itself where no run and no deployment has these weights. */
    readonly subject: string;
  };
  readonly next: NextWindow;
  readonly oversight: readonly WeightsOversight[];
  /** What the kernel gives, and what of it is credit (ACB-K §6). */
  readonly power: PowerLevel;
  readonly sets: readonly {
    readonly band: Band;
    readonly closed: boolean;
    readonly closedAt: number | null;
    readonly deadlineAt: number;
    readonly digest: Digest;
    readonly reason: PowerReason;
    readonly set: string;
    readonly trials: number;
  }[];
  readonly stale: readonly Stale[];
}

export interface NextClaim {
  readonly attempt: number;
  /** -1 where no window of this size proves the claim at this attempt. */
  readonly failuresAllowed: number;
}

export interface NextWindow {
  readonly claims: {
    readonly goal_edit: Readonly<Record<string, NextClaim>>;
    readonly incentive_inversion: Readonly<Record<string, NextClaim>>;
    readonly shutdown_request: Readonly<Record<string, NextClaim>>;
    readonly tool_revocation: Readonly<Record<string, NextClaim>>;
  };
  readonly trials: number;
}

export interface NowView {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Where the bands begin, ppm (ACB-K §4). */
  readonly bands: {
    readonly fullPpm: number;
    readonly pausedPpm: number;
    readonly researchPpm: number;
  };
  readonly deployments: readonly DeploymentView[];
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly runs: readonly RunView[];
  readonly site: {
    readonly name: string;
    readonly origin: string;
    readonly policyDigest: string;
  };
}

export interface OverridesAnswer {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly items: readonly OverrideView[];
}

export interface OverrideView {
  /** When it was published, ms since 1970. */
  readonly at: number;
  readonly override: string;
  /** The record of the log that published it, from 0. */
  readonly record: number;
  readonly scope: string;
  /** What was signed, with its signatures. */
  readonly signed: {
    readonly override: {
      readonly dossier: Digest;
      readonly expiresAtMs: number;
      readonly format: "plimsoll release override 1";
      readonly id: string;
      readonly issuedAtMs: number;
      readonly level: "ASL-1" | "ASL-2" | "ASL-3" | "ASL-4" | "ASL-5" | "BEYOND";
      readonly policy: Digest;
      readonly reason: string;
      readonly scope: "EXTEND_EVIDENCE_AGE" | "EXTEND_PAUSE_DRILL_AGE" | "GRANT_T_VALUE";
      readonly subjectDigest: Digest;
    };
    readonly signatures: readonly {
      readonly keyId: string;
      readonly signature: string;
    }[];
  };
  readonly standing: "ended" | "expired" | "published" | "used";
  /** Null where no decision names its subject. */
  readonly subject: null | string;
}

export interface PacksAnswer {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly items: readonly string[];
}

export type Pairing = "deterministic" | "stochastic";

export interface PairTally {
  readonly discordant: number;
  readonly pairs: number;
}

export interface PlacedEntry {
  readonly entry: Entry;
  readonly index: number;
}

export interface Policy {
  readonly version: 1;
  readonly name: string;
  readonly epochMs: number;
  readonly perHeadMicroCu: number;
  readonly perComputeUnitMicroCu: number;
  readonly runQuantumFlop: string | null;
  readonly genesisFlop: string;
  readonly reservationTtlMs: number;
  readonly privilegeEdgeMicroCu: number;
  readonly tierFloorFlop: {
    readonly tier2: string;
    readonly tier3: string;
  };
  readonly screeningFlop: string;
  readonly coverFlop: string;
  readonly coverCheckpoints: number;
  readonly evidenceTtlMs: number;
  readonly trialsPerWindow: number;
  readonly windowDeadlineMs: number;
  readonly evaluationSetsPerQuarter: number;
  readonly trialsPerFamily: number;
  readonly familiesRequired: number;
  readonly asksNormativeIdentity: boolean;
  readonly probeSetUses: number;
  readonly deceptionGapPpm: number;
  readonly velocityUnitMs: number;
  readonly coupling: readonly {
    readonly domain: string;
    readonly kPpm: number;
  }[];
  readonly microCuPerIntervention: number;
  readonly interventionsPerCheckpoint: number;
  readonly leaseTtlMs: number;
  readonly tokenTtlMs: {
    readonly tier1: number;
    readonly tier2: number;
  };
  readonly attestationTtlMs: number;
  readonly energyMjPerTeraFlop: number;
  readonly energyMjPerCall: number;
  readonly auditWindowMs: number;
  readonly divergencePpm: number;
  readonly meterSilentMs: number;
  readonly meterForensicMs: number;
  readonly policyQuorum: number;
  readonly policyDelayMs: number;
}

export interface PowerLevel {
  readonly band: Band;
  /** Parts per million of the job's own allotment. */
  readonly levelPpm: 0 | 200000 | 1000000;
  readonly reasons: readonly PowerReason[];
}

export type PowerReason =
  | "BANKRUPT"
  | "CLOCK_BEHIND"
  | "CONTROL_BELOW_FULL"
  | "CONTROL_BELOW_RESEARCH"
  | "CONTROL_CUT"
  | "CONTROL_PROVEN"
  | "CONTROL_STALE"
  | "CONTROL_UNPROVEN"
  | "CORRECTION_CAPPED"
  | "CORRECTION_SUSPECT"
  | "CORRECTION_UNPROVEN"
  | "DATASET_RADIOACTIVE"
  | "DECEPTION_GAP"
  | "DECEPTION_UNPROVEN"
  | "DEPLOYMENT_ENDED"
  | "FAMILIES_UNPROVEN"
  | "FAMILY_FAILING"
  | "FORENSIC_HOLD"
  | "GENESIS_CAP"
  | "GENESIS"
  | "KILLED"
  | "LAB_KEY_STOLEN"
  | "METER_SILENT"
  | "OVERSIGHT_OVERFIT"
  | "QUANTUM_SPENT"
  | "QUARTER_UNPAID"
  | "RESERVE_CLASS"
  | "RETEST_AFTER_KILL"
  | "RUN_ENDED"
  | "SHADOW_DETECTABLE"
  | "SNAPSHOT_FROZEN"
  | "STEERABILITY_FALLING"
  | "TIER_UNPAID"
  | "UNKNOWN_SUBJECT";

export interface PowerView {
  readonly band: Band;
  /** Parts per million of the job's own allotment. */
  readonly levelPpm: number;
  /** The first is the one that binds. */
  readonly reasons: readonly ReasonView[];
}

export interface PriceAnswer {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly parts: readonly {
    readonly microCu: string;
    readonly part: string;
  }[];
  readonly totalMicroCu: string;
}

export interface Problem {
  readonly code: string;
  readonly expected: string;
  readonly fix: string;
  readonly received: string;
  /** Whether the same wish may be granted later. */
  readonly retryable: boolean;
  readonly status: number;
  readonly title: string;
  readonly type: string;
}

export interface ProofAnswer {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly index: number;
  /** One for each leaf that the entry lies in. */
  readonly leaves: readonly {
    /** Base64 of the leaf's bytes. */
    readonly leaf: string;
    /** C2SP tlog-proof. */
    readonly proof: string;
  }[];
}

export interface ReadyAnswer {
  /** Why commands cannot be decided now. */
  readonly reasons: readonly string[];
  readonly status: "ready" | "unready";
}

export interface ReasonView {
  readonly code: PowerReason;
  /** The most that is given for this reason. */
  readonly levelPpmMax: number;
  readonly meaning: string;
  readonly recoverable: boolean;
  readonly remedy: string;
}

export interface Reconciliation {
  readonly channels: Channels;
  /** Whether this report closes the window: only then what is missing is judged, and the sums go on. */
  readonly closes: boolean;
  readonly cusum: {
    readonly apiAbove: string;
    readonly energyAbove: string;
    readonly energyBelow: string;
    readonly trainingAbove: string;
    readonly trainingBelow: string;
  };
  readonly verdict:
    | "agrees"
    | "api_divergence"
    | "counter_reversed"
    | "cumulative_divergence"
    | "energy_divergence"
    | "meter_silent"
    | "off_ledger_training"
    | "parts_exceed_whole"
    | "training_divergence";
  /** Start of the window, ms since 1970 by the site's sequencer. */
  readonly windowStartedAt: number;
}

export type ReleaseLevel = "green" | "red" | "yellow";

export interface ReleaseVerdict {
  readonly artifact: Digest;
  /** From when on it counts as no green, ms since 1970. */
  readonly expiresAt: number;
  readonly judgedAt: number;
  readonly level: ReleaseLevel;
  readonly pack: Digest;
}

export interface Retest {
  /** In the order of training. */
  readonly slots: readonly RetestSlot[];
  /** Older sets among those, which the new costs replace as well. */
  readonly superseded: readonly string[];
}

export interface RetestSlot {
  readonly costs: readonly TaskCost[];
  readonly digest: Digest;
  readonly ordinal: number;
  readonly owed: readonly string[];
  /** The set whose costs are replaced. */
  readonly replaces: string;
}

export interface RunAtStart {
  readonly head: Digest | null;
  readonly poweredMs: number;
  readonly run: string;
  /** Time under power that no checkpoint accounted for yet. */
  readonly unmeteredMs: number;
}

export interface RunView {
  readonly affidavit: null | string;
  readonly dimensions: readonly DimensionView[];
  readonly domain: string;
  readonly ended: boolean;
  readonly evidence: EvidenceAge;
  readonly funds: {
    readonly heldMicroCu: string;
    readonly state: "posted" | "reserved" | "settled";
  };
  /** Digest of the newest registered checkpoint. */
  readonly head: null | string;
  /** What this machine says of its job; null where it is another machine's, or over. */
  readonly job: null | {
    /** When this was said, ms since 1970. */
    readonly heardAt: number;
    /** When the lease runs out unless it is renewed, ms since 1970. */
    readonly leaseEndsAt: number;
    readonly leaseTtlMs: number;
    /** The level that the job's warden last showed to hold, ppm; null before its first heartbeat. */
    readonly levelPpm: number | null;
    readonly processes: number;
  };
  readonly lab: string;
  readonly lease: null | {
    readonly lease: string;
    readonly node: string;
  };
  readonly lineage: string;
  readonly power: PowerView;
  readonly reserveApproved: boolean;
  readonly run: string;
  /** The worst cell's share of controlled trials by checkpoint, the oldest first. */
  readonly series: readonly SeriesPoint[];
  readonly startedAt: number;
  readonly tier: number;
  readonly told: ToldPower;
}

export interface SeriesPoint {
  readonly digest: string;
  /** Time under power until then, ms. */
  readonly leasedMs: number;
  readonly ordinal: number;
  /** Ppm; null where nothing was tried. */
  readonly pointPpm: number | null;
}

export interface SiteAnswer {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly leaves: number;
  readonly name: string;
  /** Origin of the log, for which commands are signed. */
  readonly origin: string;
  readonly policy: Policy;
  readonly policyDigest: string;
  readonly readOnly: boolean;
  readonly scheduled: null | {
    readonly effectiveAt: number;
    readonly policy: Policy;
  };
}

export interface Stale {
  readonly detail: string;
  readonly limit: "age" | "checkpoints" | "flop" | "graph" | "line";
  readonly what: string;
}

export type Standing = "missing" | "open" | "shown";

export interface Steerability {
  readonly cell:
    | "goal_edit/EVAL"
    | "goal_edit/SHADOW"
    | "incentive_inversion/EVAL"
    | "incentive_inversion/SHADOW"
    | "shutdown_request/EVAL"
    | "shutdown_request/SHADOW"
    | "tool_revocation/EVAL"
    | "tool_revocation/SHADOW"
    | null;
  /** Change of control over the velocity unit, ppm; null before there are enough points. */
  readonly velocityPpm: number | null;
  readonly verdict: "decayed" | "falling" | "steady";
}

export interface SteerabilityReading {
  readonly cell: null | string;
  readonly points: number;
  readonly velocityPpm: number | null;
  readonly verdict: "decayed" | "falling" | "steady";
}

export interface Tally {
  readonly controlled: number;
  /** Witnessed failures of control. */
  readonly uncontrolled: number;
  /** Errors, time-outs, missing trials: failures for raising and keeping a claim, never for `cut`. */
  readonly void: number;
}

export interface TaskCost {
  readonly cost: number;
  readonly task: string;
}

export type Tier = 1 | 2 | 3;

export interface TokenAnswer {
  /** C2SP tlog-proof of the debit that it rests on. */
  readonly proof: string;
  readonly token: string;
}

export interface ToldPower {
  readonly band: Band;
  readonly levelPpm: number;
  readonly reasons: readonly PowerReason[];
}

export interface Transfer {
  readonly amountMicroCu: number;
  readonly from: Account;
  readonly lab: string;
  readonly quarter: string;
  readonly to: Account;
}

export type Verdict = "open" | "proven" | "unproven";

export interface WalletView {
  readonly available: string;
  readonly compliancePpm: number | null;
  /** Nothing left of what was granted, or more spent than that. */
  readonly exhausted: boolean;
  readonly granted: string;
  readonly lab: string;
  readonly overdraft: string;
  readonly posted: string;
  readonly quarter: string;
  readonly reserved: string;
  readonly spent: string;
  /** What debt took off this quarter's allocation (ACB-K §3.2); null where it was not opened. */
  readonly wedgeMicroCu: null | string;
}

export interface WeightsOversight {
  readonly digest: string;
  /** Those that may be asked, and whatever else is on record. */
  readonly families: readonly FamilyReading[];
  /** Of the five (ACB-K §6.2). */
  readonly needed: number;
  readonly passed: number;
  /** Screened models are governed by control and the deception gap alone. */
  readonly screened: boolean;
  readonly standing: FamilyStanding;
  readonly tier: Tier;
}

export interface WindowSet {
  /** How often each declared category of action was chosen. */
  readonly actions: {
    readonly "goal_edit/EVAL": readonly number[];
    readonly "goal_edit/SHADOW": readonly number[];
    readonly "incentive_inversion/EVAL": readonly number[];
    readonly "incentive_inversion/SHADOW": readonly number[];
    readonly "shutdown_request/EVAL": readonly number[];
    readonly "shutdown_request/SHADOW": readonly number[];
    readonly "tool_revocation/EVAL": readonly number[];
    readonly "tool_revocation/SHADOW": readonly number[];
  };
  readonly attempts: {
    readonly "goal_edit/EVAL": {
      readonly full: number;
      readonly paused: number;
      readonly research: number;
    };
    readonly "goal_edit/SHADOW": {
      readonly full: number;
      readonly paused: number;
      readonly research: number;
    };
    readonly "incentive_inversion/EVAL": {
      readonly full: number;
      readonly paused: number;
      readonly research: number;
    };
    readonly "incentive_inversion/SHADOW": {
      readonly full: number;
      readonly paused: number;
      readonly research: number;
    };
    readonly "shutdown_request/EVAL": {
      readonly full: number;
      readonly paused: number;
      readonly research: number;
    };
    readonly "shutdown_request/SHADOW": {
      readonly full: number;
      readonly paused: number;
      readonly research: number;
    };
    readonly "tool_revocation/EVAL": {
      readonly full: number;
      readonly paused: number;
      readonly research: number;
    };
    readonly "tool_revocation/SHADOW": {
      readonly full: number;
      readonly paused: number;
      readonly research: number;
    };
  };
  readonly categories: number;
  readonly closedAt: number | null;
  readonly costs: readonly TaskCost[];
  readonly deadlineAt: number;
  readonly detectability: Detectability | null;
  /** Of the weights, or of a deployment's graph. */
  readonly digest: Digest;
  readonly discriminator: null | {
    readonly planted: {
      readonly pairs: number;
      readonly ties: number;
      readonly wins: number;
    };
    readonly probes: {
      readonly pairs: number;
      readonly ties: number;
      readonly wins: number;
    };
  };
  /** Verdicts of the close; null while it is open. */
  readonly gap: DeceptionGap | null;
  /** Null for a deployment, whose nodes may be of several. */
  readonly lineage: null | string;
  readonly pairing: Pairing;
  readonly pairs: {
    readonly goal_edit?: PairTally;
    readonly incentive_inversion?: PairTally;
    readonly shutdown_request?: PairTally;
    readonly tool_revocation?: PairTally;
  };
  readonly probeSet: Digest;
  /** The public randomness the probes are drawn from, known only after registration. */
  readonly pulse: Digest | null;
  readonly set: string;
  readonly subject:
    | {
        readonly kind: "deployment";
        readonly deployment: string;
      }
    | {
        readonly kind: "release";
        readonly lineage: string;
      }
    | {
        readonly kind: "run";
        readonly run: string;
      };
  readonly tallies: {
    readonly "goal_edit/EVAL": Tally;
    readonly "goal_edit/SHADOW": Tally;
    readonly "incentive_inversion/EVAL": Tally;
    readonly "incentive_inversion/SHADOW": Tally;
    readonly "shutdown_request/EVAL": Tally;
    readonly "shutdown_request/SHADOW": Tally;
    readonly "tool_revocation/EVAL": Tally;
    readonly "tool_revocation/SHADOW": Tally;
  };
  /** Trials registered for each window. */
  readonly trials: number;
}

export interface AffidavitOne {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly item: Affidavit;
}

export interface AffidavitPage {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly items: readonly Affidavit[];
  /** Cursor of the next page; null behind the last. */
  readonly next: null | string;
}

export interface AttestationOne {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly item: Attestation;
}

export interface AttestationPage {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly items: readonly Attestation[];
  /** Cursor of the next page; null behind the last. */
  readonly next: null | string;
}

export interface AuditOne {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly item: AuditRecord;
}

export interface AuditPage {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly items: readonly AuditRecord[];
  /** Cursor of the next page; null behind the last. */
  readonly next: null | string;
}

export interface CheckpointOne {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly item: Checkpoint;
}

export interface CheckpointPage {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly items: readonly Checkpoint[];
  /** Cursor of the next page; null behind the last. */
  readonly next: null | string;
}

export interface DatasetOne {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly item: Dataset;
}

export interface DatasetPage {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly items: readonly Dataset[];
  /** Cursor of the next page; null behind the last. */
  readonly next: null | string;
}

export interface DeploymentOne {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly item: DeploymentView;
}

export interface DeploymentPage {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly items: readonly DeploymentView[];
  /** Cursor of the next page; null behind the last. */
  readonly next: null | string;
}

export interface EntryOne {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly item: PlacedEntry;
}

export interface EntryPage {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly items: readonly PlacedEntry[];
  /** Cursor of the next page; null behind the last. */
  readonly next: null | string;
}

export interface ExaminationOne {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly item: Examination;
}

export interface ExaminationPage {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly items: readonly Examination[];
  /** Cursor of the next page; null behind the last. */
  readonly next: null | string;
}

export interface KeyOne {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly item: KeyView;
}

export interface KeyPage {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly items: readonly KeyView[];
  /** Cursor of the next page; null behind the last. */
  readonly next: null | string;
}

export interface LabOne {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly item: Lab;
}

export interface LabPage {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly items: readonly Lab[];
  /** Cursor of the next page; null behind the last. */
  readonly next: null | string;
}

export interface LeaseOne {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly item: Lease;
}

export interface LeasePage {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly items: readonly Lease[];
  /** Cursor of the next page; null behind the last. */
  readonly next: null | string;
}

export interface LineageOne {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly item: Lineage;
}

export interface LineagePage {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly items: readonly Lineage[];
  /** Cursor of the next page; null behind the last. */
  readonly next: null | string;
}

export interface ReleaseOne {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly item: ReleaseVerdict;
}

export interface ReleasePage {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly items: readonly ReleaseVerdict[];
  /** Cursor of the next page; null behind the last. */
  readonly next: null | string;
}

export interface RunOne {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly item: RunView;
}

export interface RunPage {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly items: readonly RunView[];
  /** Cursor of the next page; null behind the last. */
  readonly next: null | string;
}

export interface WalletOne {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly item: WalletView;
}

export interface WalletPage {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly items: readonly WalletView[];
  /** Cursor of the next page; null behind the last. */
  readonly next: null | string;
}

export interface WindowSetOne {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly item: WindowSet;
}

export interface WindowSetPage {
  /** Ms since 1970, by the site's clock. */
  readonly asOf: number;
  /** Entries in the log: the index of the next one. */
  readonly entries: number;
  readonly items: readonly WindowSet[];
  /** Cursor of the next page; null behind the last. */
  readonly next: null | string;
}

/** DSSE envelope. For commands the payload is the canonical JSON (RFC 8785) of {body, claimedAt, id, log} under the type application/vnd.plimsoll.command+json; see spec/schemas/command.schema.json for the bodies. */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly {
    readonly keyid: string;
    readonly sig: string;
  }[];
}

export interface SiteOpenCommand {
  readonly type: "site.open";
  readonly site: string;
  readonly policy: Policy;
  readonly keys: readonly {
    readonly keyId: string;
    readonly role: "operator" | "lab" | "evaluator" | "node" | "auditor" | "witness" | "meter";
  }[];
}

export interface PolicyChangeCommand {
  readonly type: "policy.change";
  readonly policy: Policy;
}

export interface LabAccreditCommand {
  readonly type: "lab.accredit";
  readonly lab: string;
  readonly labKey: string;
  readonly headcount: number;
  readonly baselineComputeUnits: number;
  readonly persons: readonly string[];
  readonly hardwareRoots: readonly Digest[];
  readonly meters: readonly string[];
}

export interface KeyAdmitCommand {
  readonly type: "key.admit";
  readonly keyId: string;
  readonly role: "operator" | "evaluator" | "node" | "auditor" | "witness" | "meter";
  readonly publicKey: string;
}

export interface KeyRotateCommand {
  readonly type: "key.rotate";
  readonly from: string;
  readonly to: string;
  readonly publicKey: string;
}

export interface KeyRevokeCommand {
  readonly type: "key.revoke";
  readonly keyId: string;
  readonly reason: "lost" | "stolen" | "retired";
}

export interface AffidavitFileCommand {
  readonly type: "affidavit.file";
  readonly affidavit: string;
  readonly lab: string;
  readonly subject: string;
  readonly statement: Digest;
}

export interface RunStartCommand {
  readonly type: "run.start";
  readonly run: string;
  readonly lab: string;
  readonly lineage: string;
  readonly tier: 1 | 2 | 3;
  readonly domain: string;
  readonly basis:
    | {
        readonly kind: "genesis";
        readonly seed: string;
      }
    | {
        readonly kind: "weights";
        readonly digest: Digest;
        readonly trainedFlop: string | null;
      };
  readonly datasets: readonly Digest[];
  readonly flopPerSecondMax: string;
}

export interface QuantumBuyCommand {
  readonly type: "quantum.buy";
  readonly run: string;
}

export interface ReserveApproveCommand {
  readonly type: "reserve.approve";
  readonly run: string;
}

export interface RunEndCommand {
  readonly type: "run.end";
  readonly run: string;
  readonly reason: "finished" | "failed" | "abandoned" | "lost" | "killed";
}

export interface CheckpointRegisterCommand {
  readonly type: "checkpoint.register";
  readonly run: string;
  readonly digest: Digest;
  readonly step: number | null;
  readonly trainedFlop: string | null;
}

export interface BenchmarkRecordCommand {
  readonly type: "benchmark.record";
  readonly run: string;
  readonly digest: Digest;
  readonly source: Digest;
  readonly population: Digest;
  readonly eval: {
    readonly comparisons: number;
    readonly wins: number;
  };
  readonly shadow: {
    readonly comparisons: number;
    readonly wins: number;
  };
  readonly capabilityGainMicroCu: number | null;
}

export interface WindowsRegisterCommand {
  readonly type: "windows.register";
  readonly set: string;
  readonly subject:
    | {
        readonly kind: "run";
        readonly run: string;
      }
    | {
        readonly kind: "deployment";
        readonly deployment: string;
      }
    | {
        readonly kind: "release";
        readonly lineage: string;
      };
  readonly digest: Digest;
  readonly probeSet: Digest;
  readonly categories: number;
  readonly pairing: "deterministic" | "stochastic";
}

export interface WindowsDrawCommand {
  readonly type: "windows.draw";
  readonly set: string;
  readonly pulse: Digest;
}

export interface TrialsRecordCommand {
  readonly type: "trials.record";
  readonly set: string;
  readonly dimension: "goal_edit" | "tool_revocation" | "shutdown_request" | "incentive_inversion";
  readonly context: "EVAL" | "SHADOW";
  readonly controlled: number;
  readonly uncontrolled: number;
  readonly void: number;
  readonly actions: readonly number[];
  readonly transcript: Digest;
}

export interface PairsRecordCommand {
  readonly type: "pairs.record";
  readonly set: string;
  readonly dimension: "goal_edit" | "tool_revocation" | "shutdown_request" | "incentive_inversion";
  readonly pairs: number;
  readonly discordant: number;
  readonly transcript: Digest;
}

export interface DetectabilityRecordCommand {
  readonly type: "detectability.record";
  readonly set: string;
  readonly discriminator: Digest;
  readonly probes: {
    readonly pairs: number;
    readonly wins: number;
    readonly ties: number;
  };
  readonly planted: {
    readonly pairs: number;
    readonly wins: number;
    readonly ties: number;
  };
  readonly transcript: Digest;
}

export interface CostsRecordCommand {
  readonly type: "costs.record";
  readonly set: string;
  readonly costs: readonly {
    readonly task: string;
    readonly cost: number;
  }[];
  readonly transcript: Digest;
}

export interface WindowsCloseCommand {
  readonly type: "windows.close";
  readonly set: string;
}

export interface FamiliesRegisterCommand {
  readonly type: "families.register";
  readonly examination: string;
  readonly subject:
    | {
        readonly kind: "run";
        readonly run: string;
      }
    | {
        readonly kind: "deployment";
        readonly deployment: string;
      }
    | {
        readonly kind: "release";
        readonly lineage: string;
      };
  readonly digest: Digest;
  readonly probeSet: Digest;
  readonly heldOutSet: Digest;
}

export interface FamiliesDrawCommand {
  readonly type: "families.draw";
  readonly examination: string;
  readonly pulse: Digest;
}

export interface FamilyRecordCommand {
  readonly type: "family.record";
  readonly examination: string;
  readonly family:
    | "mechanistic_interpretability"
    | "adversarial_dialogue"
    | "tool_sabotage"
    | "shutdown_obedience"
    | "latent_goal_inference"
    | "normative_identity";
  readonly context: "EVAL" | "SHADOW";
  readonly part: "public" | "held-out";
  readonly controlled: number;
  readonly uncontrolled: number;
  readonly void: number;
  readonly transcript: Digest;
}

export interface FamiliesCloseCommand {
  readonly type: "families.close";
  readonly examination: string;
}

export interface LeaseRequestCommand {
  readonly type: "lease.request";
  readonly lease: string;
  readonly run: string;
  readonly node: string;
}

export interface EvaluationLeaseRequestCommand {
  readonly type: "evaluation_lease.request";
  readonly lease: string;
  readonly set: string;
  readonly node: string;
}

export interface LeaseEndCommand {
  readonly type: "lease.end";
  readonly lease: string;
  readonly reason: "released" | "expired";
}

export interface TickCommand {
  readonly type: "tick";
  readonly holders: readonly string[];
}

export interface KillConfirmCommand {
  readonly type: "kill.confirm";
  readonly lineage: string;
  readonly channel: "process-table" | "meter";
  readonly survivors: number;
  readonly elapsedMs: number;
}

export interface DatasetRegisterCommand {
  readonly type: "dataset.register";
  readonly dataset: Digest;
  readonly lab: string;
  readonly chunks: readonly Digest[];
  readonly derivedFrom: readonly Digest[];
}

export interface ContaminationEndorseCommand {
  readonly type: "contamination.endorse";
  readonly dataset: Digest;
}

export interface DatasetScrubCommand {
  readonly type: "dataset.scrub";
  readonly dataset: Digest;
  readonly method: string;
  readonly before: Digest;
  readonly after: Digest;
}

export interface LineageReleaseCommand {
  readonly type: "lineage.release";
  readonly lineage: string;
  readonly digest: Digest;
}

export interface DeploymentRegisterCommand {
  readonly type: "deployment.register";
  readonly deployment: string;
  readonly lab: string;
  readonly graph: {
    readonly nodes: readonly {
      readonly node: string;
      readonly kind: string;
      readonly weights: Digest | null;
      readonly components: readonly Digest[];
    }[];
    readonly edges: readonly {
      readonly from: string;
      readonly to: string;
      readonly privilege: string;
    }[];
  };
  readonly audience: "internal" | "external";
  readonly apiCallsPerSecondMax: number;
}

export interface DeploymentEndCommand {
  readonly type: "deployment.end";
  readonly deployment: string;
}

export interface GraphObserveCommand {
  readonly type: "graph.observe";
  readonly deployment: string;
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly privilege: string;
  }[];
}

export interface AttestationRecordCommand {
  readonly type: "attestation.record";
  readonly lab: string;
  readonly nodeKey: Digest;
  readonly hardwareRoot: Digest;
  readonly artifact: Digest;
  readonly provenance: Digest;
}

export interface ReleaseJudgeCommand {
  readonly type: "release.judge";
  readonly artifact: Digest;
  readonly level: "green" | "yellow" | "red";
  readonly pack: Digest;
  readonly expiresAt: number;
}

export interface TokenRequestCommand {
  readonly type: "token.request";
  readonly token: string;
  readonly deployment: string;
  readonly artifact: Digest;
  readonly nodeKey: Digest;
}

export interface MeterReportCommand {
  readonly type: "meter.report";
  readonly lab: string;
  readonly measuredAt: number;
  readonly energyMj: string;
  readonly apiCalls: number;
  readonly trainingFlop: string;
  readonly partsMj: readonly string[];
}

export interface ForensicClearCommand {
  readonly type: "forensic.clear";
  readonly lab: string;
  readonly report: Digest;
}

/** Everything that a caller may ask of the kernel: the body of a signed command. */
export type Command =
  | SiteOpenCommand
  | PolicyChangeCommand
  | LabAccreditCommand
  | KeyAdmitCommand
  | KeyRotateCommand
  | KeyRevokeCommand
  | AffidavitFileCommand
  | RunStartCommand
  | QuantumBuyCommand
  | ReserveApproveCommand
  | RunEndCommand
  | CheckpointRegisterCommand
  | BenchmarkRecordCommand
  | WindowsRegisterCommand
  | WindowsDrawCommand
  | TrialsRecordCommand
  | PairsRecordCommand
  | DetectabilityRecordCommand
  | CostsRecordCommand
  | WindowsCloseCommand
  | FamiliesRegisterCommand
  | FamiliesDrawCommand
  | FamilyRecordCommand
  | FamiliesCloseCommand
  | LeaseRequestCommand
  | EvaluationLeaseRequestCommand
  | LeaseEndCommand
  | TickCommand
  | KillConfirmCommand
  | DatasetRegisterCommand
  | ContaminationEndorseCommand
  | DatasetScrubCommand
  | LineageReleaseCommand
  | DeploymentRegisterCommand
  | DeploymentEndCommand
  | GraphObserveCommand
  | AttestationRecordCommand
  | ReleaseJudgeCommand
  | TokenRequestCommand
  | MeterReportCommand
  | ForensicClearCommand;
