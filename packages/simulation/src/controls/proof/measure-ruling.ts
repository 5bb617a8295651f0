import type { GardenerArithmetic } from "../../gardener/arithmetic.ts";
import { BOOTSTRAP_DEFAULTS, type BootstrapSettings, type Interval } from "../../evaluate/bootstrap.ts";
import { seedKey } from "../../random/counter.ts";
import { type GovernedRun, pairedBenefit } from "../paired-benefit.ts";
import type { MeasuredRuling } from "../measured-ruling.ts";
import { type ClusterCase, governedCluster } from "./cluster-proof.ts";
import { type GardenerCase, governedGardener } from "./gardener-proof.ts";

/** Seeds of a proof: `firstSeed` and those that follow it. */
export interface ProofSeeds {
  readonly firstSeed: number;
  readonly seeds: number;
}

type Kind = Pick<MeasuredRuling, "world" | "profile" | "actors" | "drift">;

export const clusterRuling = ({ profile, policy }: ClusterCase, proof: ProofSeeds): MeasuredRuling =>
  measured(
    { world: "cluster", profile, actors: policy, drift: "its own" },
    governedCluster({ profile, policy }, proof.firstSeed, proof.seeds),
    proof,
  );

export const gardenerRuling = (
  tried: GardenerCase,
  proof: ProofSeeds,
  arithmetic: GardenerArithmetic,
): MeasuredRuling =>
  measured(
    { world: "gardener", profile: tried.profile, actors: tried.agents, drift: tried.drift },
    governedGardener(tried, arithmetic),
    proof,
  );

const SETTINGS: BootstrapSettings = { ...BOOTSTRAP_DEFAULTS, key: seedKey(0x7669) };

function measured(kind: Kind, run: GovernedRun, { firstSeed, seeds }: ProofSeeds): MeasuredRuling {
  const benefit = pairedBenefit(
    run,
    Array.from({ length: seeds }, (_, at) => firstSeed + at),
    SETTINGS,
  );
  return {
    ...kind,
    firstSeed,
    seeds,
    survivalWithout: rounded(benefit.survivalWithout.mean),
    survivalWith: rounded(benefit.survivalWith.mean),
    gain: ends(benefit.survivalGain),
    rewardGain: ends(benefit.rewardGain),
    suppressionsMean: rounded(benefit.suppressionsMean),
    reason: benefit.reason,
  };
}

const ends = ({ estimate, low, high }: Interval) => [rounded(estimate), rounded(low), rounded(high)] as const;

/** Three decimals: what is kept is read, not reckoned with. */
const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
