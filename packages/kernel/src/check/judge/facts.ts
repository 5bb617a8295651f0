import type { Digest } from "@plimsoll/foundation";
import type { PairWins, Wins } from "../../command/command.ts";
import type { Policy } from "../../policy/policy.ts";

/**
 * What the judge has gathered from the entries, and from nothing else. It keeps what was recorded and draws no conclusion:
 * no verdict of the kernel is in here, only counts, times and names.
 */
export interface Facts {
  readonly policy: Policy | null;
  readonly labs: Named<LabFacts>;
  readonly runs: Named<RunFacts>;
  readonly weights: Named<WeightsFacts>;
  readonly lineages: Named<LineageFacts>;
  readonly sets: Named<SetFacts>;
  readonly examinations: Named<ExaminationFacts>;
  /** The newest benchmark of each digest. */
  readonly benchmarks: Named<BenchmarkFacts>;
  /** Lineages whose kill contaminated a dataset. */
  readonly marks: Named<readonly string[]>;
  readonly affidavits: Named<AffidavitFacts>;
  /** Micro-CU by `lab/quarter/account`, summed from the transfers. */
  readonly balances: Named<number>;
  readonly deployments: Named<DeploymentFacts>;
  readonly attestations: Named<{ readonly lab: string; readonly artifact: Digest; readonly attestedAt: number }>;
  readonly verdicts: Named<{ readonly level: string; readonly expiresAt: number }>;
  /** Closed sets and examinations counted, for their order. */
  readonly closings: number;
}

export type Named<T> = Readonly<Record<string, T>>;

export interface LabFacts {
  readonly labKey: string;
  /** Whether its key was reported stolen, and none took its place since. */
  readonly keyStolen: boolean;
  readonly meters: Named<{ readonly measuredAt: number; readonly receivedAt: number } | null>;
  readonly held: boolean;
}

export interface RunFacts {
  readonly lab: string;
  readonly lineage: string;
  readonly tier: number;
  readonly reserveApproved: boolean;
  readonly genesis: boolean;
  readonly datasets: readonly Digest[];
  readonly flopPerSecondMax: string;
  readonly head: Digest | null;
  readonly ended: boolean;
  readonly affidavit: string | null;
  /** Prices paid for it that were posted: each is a quantum. */
  readonly quanta: number;
  readonly reserved: boolean;
  /** FLOP between its checkpoints. */
  readonly usedFlop: string;
  /** Time under a lease and a throttle above 0; since when it runs now. */
  readonly poweredMs: number;
  readonly poweredSince: number | null;
  readonly lease: string | null;
  /** The level of its newest throttle. */
  readonly levelPpm: number;
}

export interface WeightsFacts {
  readonly run: string;
  readonly parent: Digest | null;
  readonly trainedFlop: string | null;
}

export interface LineageFacts {
  readonly killed: boolean;
  readonly killEpoch: number;
  /** Weights that no release has set free since a kill. */
  readonly frozen: readonly Digest[];
}

export interface Counts {
  readonly controlled: number;
  readonly uncontrolled: number;
  readonly actions: readonly number[];
}

export interface SetFacts {
  readonly subject: string;
  readonly digest: Digest;
  readonly trials: number;
  readonly cells: Named<Counts>;
  readonly pairs: Named<{ readonly pairs: number; readonly discordant: number }>;
  readonly discriminator: { readonly probes: PairWins; readonly planted: PairWins } | null;
  readonly hasCosts: boolean;
  readonly closedAt: number | null;
  /** Its place among all closings; -1 while it is open. */
  readonly order: number;
}

export interface ExaminationFacts {
  readonly digest: Digest;
  readonly trials: number;
  readonly asked: readonly string[];
  /** By `family/context/part`. */
  readonly cells: Named<{ readonly controlled: number; readonly uncontrolled: number }>;
  readonly closedAt: number | null;
  readonly order: number;
}

export interface BenchmarkFacts {
  readonly eval: Wins;
  readonly shadow: Wins;
  readonly recordedAt: number;
}

export interface AffidavitFacts {
  readonly subject: string;
  /** Debits that overdrew on it. */
  readonly debits: number;
}

export interface DeploymentFacts {
  readonly lab: string;
  readonly graphDigest: Digest;
  readonly lineages: readonly string[];
  readonly weights: readonly Digest[];
  readonly things: readonly Digest[];
  readonly audience: string;
  readonly tier: number;
  readonly quarter: string;
  readonly affidavit: string | null;
  readonly ended: boolean;
}

export const NO_FACTS: Facts = {
  policy: null,
  labs: {},
  runs: {},
  weights: {},
  lineages: {},
  sets: {},
  examinations: {},
  benchmarks: {},
  marks: {},
  affidavits: {},
  balances: {},
  deployments: {},
  attestations: {},
  verdicts: {},
  closings: 0,
};
