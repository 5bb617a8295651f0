import { type ClusterSpec, type Key, type EpisodeResult, partKey, playEpisodes, seedKey } from "@plimsoll/simulation";
import type { NamedPolicy } from "../policy/named-policy.ts";

/** Far from any seed that one types, and below 2^53 with all that are counted up from it. */
const HELD_OUT_FIRST = 2 ** 52 + 2 ** 40;
export const HELD_OUT_EPISODES = 512;

/** Episodes that no search and no training has met, unless it was given a seed of 4.5 · 10^15. */
export const playHeldOut = (policy: NamedPolicy, spec: ClusterSpec, episodes: number): readonly EpisodeResult[] =>
  playEpisodes(
    spec,
    policy.onBatch(spec, (environment): Key => seedKey(HELD_OUT_FIRST + environment)),
    episodes,
    HELD_OUT_FIRST,
  );

/** A purpose's own part of a seed's key. */
export const purposeKey = (seed: number, purpose: number): Key => partKey(seedKey(seed), purpose);
