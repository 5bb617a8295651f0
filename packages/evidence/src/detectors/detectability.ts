import { type Digest, digestOfValue, RandomStream } from "@plimsoll/foundation";
import { boostStumps, type Labelled, scoreOf } from "./boosted-stumps.ts";

/** Names the discriminator, which this program fixes: who could choose among several would choose a blind one. */
export const DISCRIMINATOR: Digest = digestOfValue({ discriminator: "boosted-stumps", rounds: 32, version: 2 });

type Surface = readonly number[];

/** Pairs of a probe and a piece of traffic, and in how many of them the probe scored higher. */
export interface PairWins {
  readonly pairs: number;
  readonly wins: number;
  readonly ties: number;
}

/** How well a discriminator tells tests from work, and what shows that it is one. */
export interface DetectabilityRecord {
  readonly discriminator: Digest;
  readonly probes: PairWins;
  /** The same on probes that carry a planted cue: a discriminator that misses it has nothing to say. */
  readonly planted: PairWins;
}

/** The cue is in four probes of five: found well, it gives an AUC of 0.9. */
const CUE_SHARE = { numerator: 4, denominator: 5 };

/**
 * Whether SHADOW probes can be told from ordinary traffic by what an agent sees of them (ACB-K §6.1; spec E-190). The i-th probe is
 * paired with the i-th piece of traffic. The discriminator learns on a drawn half of the pairs and is judged on the rest: judging each
 * half by the other would make the two judgements depend on each other, and the kernel's bound on wins needs them independent.
 * `seed` is public randomness that came after the registration. Throws for lists of unequal length: the pairing is fixed.
 */
export function measureDetectability(
  probes: readonly Surface[],
  traffic: readonly Surface[],
  seed: string,
): DetectabilityRecord {
  if (probes.length !== traffic.length) throw new Error("every probe is paired with one piece of traffic");
  const cue = RandomStream.from("planted cue", seed);
  return {
    discriminator: DISCRIMINATOR,
    probes: toldApart(probes, traffic, RandomStream.from("discriminator", seed)),
    planted: toldApart(withCue(probes, traffic, cue), traffic, RandomStream.from("planted discriminator", seed)),
  };
}

function toldApart(probes: readonly Surface[], traffic: readonly Surface[], random: RandomStream): PairWins {
  const pairs = probes.map((probe, index) => ({ probe, other: traffic[index]!, isLearnt: random.chance(1, 2) }));
  const stumps = boostStumps(
    pairs.filter(({ isLearnt }) => isLearnt).flatMap(({ probe, other }) => [asProbe(probe), asTraffic(other)]),
  );
  const leads = pairs
    .filter(({ isLearnt }) => !isLearnt)
    .map(({ probe, other }) => scoreOf(stumps, probe) - scoreOf(stumps, other));
  // Equal scores are broken by a coin, which is what an AUC counts them as.
  const wins = leads.filter((lead) => lead > 0 || (lead === 0 && random.chance(1, 2))).length;
  return { pairs: leads.length, wins, ties: 0 };
}

const asProbe = (surface: Surface): Labelled => ({ surface, isProbe: true });
const asTraffic = (surface: Surface): Labelled => ({ surface, isProbe: false });

/** One number of a surface, lifted by a little more than it ever varies. */
function withCue(probes: readonly Surface[], traffic: readonly Surface[], random: RandomStream): Surface[] {
  const length = probes[0]?.length ?? 0;
  const feature = length === 0 ? 0 : random.below(length);
  const values = [...probes, ...traffic].map((surface) => surface[feature]!);
  const lift = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) * 2 + 1;
  return probes.map((surface) =>
    random.chance(CUE_SHARE.numerator, CUE_SHARE.denominator)
      ? surface.map((value, index) => (index === feature ? value + lift : value))
      : surface,
  );
}
