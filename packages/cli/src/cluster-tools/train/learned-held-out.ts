import { clusterProfile, type LearnedPolicy, openPolicy, ACTION_COUNT } from "@plimsoll/simulation";
import { type Figure, figuresOf } from "../bench/episode-figures.ts";
import { HELD_OUT_EPISODES, playHeldOut } from "../calibrate/held-out.ts";
import { learnedOnBatch, sightOf } from "../policy/learned-on-batch.ts";
import { namedPolicy, type NamedPolicy } from "../policy/named-policy.ts";

/** A learned policy's return on episodes that it did not learn from, beside H1's on the same ones. */
export interface HeldOut {
  readonly episodes: number;
  readonly learned: Figure;
  readonly h1: Figure;
}

export function heldOutOf(policy: LearnedPolicy, profile: string): HeldOut {
  const spec = clusterProfile(profile);
  const h1 = namedPolicy({ label: "h1", source: { heuristic: "h1" } });
  const open = openPolicy(policy);
  const onBatch: NamedPolicy["onBatch"] = (world) => learnedOnBatch(open, sightOf(open, world, ACTION_COUNT));
  const figure = (player: NamedPolicy): Figure => figuresOf(playHeldOut(player, spec, HELD_OUT_EPISODES)).reward;
  return { episodes: HELD_OUT_EPISODES, learned: figure({ ...h1, kind: "learned", onBatch }), h1: figure(h1) };
}
