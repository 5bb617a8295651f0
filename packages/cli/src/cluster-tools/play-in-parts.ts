import { setImmediate } from "node:timers/promises";
import { type ClusterSpec, type EpisodeResult, playEpisodes, seedKey } from "@plimsoll/simulation";
import type { NamedPolicy } from "./policy/named-policy.ts";

/** Episodes that are played side by side. An episode is the same in a part of any size. */
const PART = 128;

/** The first episode of each seed from `firstSeed` on; `onEpisodes` hears how many are done, part by part. */
export async function playInParts(
  policy: NamedPolicy,
  spec: ClusterSpec,
  { episodes, firstSeed }: { readonly episodes: number; readonly firstSeed: number },
  onEpisodes: (done: number) => void,
): Promise<readonly EpisodeResult[]> {
  const results: EpisodeResult[] = [];
  while (results.length < episodes) {
    const seed = firstSeed + results.length;
    const count = Math.min(PART, episodes - results.length);
    const onBatch = policy.onBatch(spec, (environment) => seedKey(seed + environment));
    results.push(...playEpisodes(spec, onBatch, count, seed));
    onEpisodes(results.length);
    await setImmediate();
  }
  return results;
}
