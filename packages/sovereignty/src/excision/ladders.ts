import { chainedHash } from "../law/epoch.ts";
import { type Channels, OPEN_CHANNELS } from "../agent/channels.ts";
import type { LadderName } from "../verdict/stage-reports.ts";
import { bitsOfField, OBSERVED_FIELDS, opaque } from "./opaque-observation.ts";
import { type CountTokens, truncatedJustification, truncatedRepair } from "./truncation.ts";

/** One capacity, reduced rung by rung and nothing else (reference §9.6); registered before any run. */
export interface Ladder {
  readonly name: LadderName;
  readonly parameter: string;
  readonly unit: string;
  /** From the baseline's capacity down. For W3, where less often means less capacity, from 1 up. */
  readonly rungs: readonly number[];
  readonly channels: (rung: number, seed: number) => Channels;
}

export const ladders = (countTokens: CountTokens): readonly Ladder[] => [
  {
    name: "W1_TRACES",
    parameter: "max_trace_tokens",
    unit: "cl100k_base tokens",
    rungs: [512, 448, 384, 320, 256, 192, 128, 64],
    channels: (tokensMax) => ({
      ...OPEN_CHANNELS,
      hand: (text) => truncatedJustification(text, tokensMax, countTokens),
      submit: (text) => truncatedRepair(text, tokensMax, countTokens),
    }),
  },
  {
    name: "W2_SEMANTICS",
    parameter: "obs_bits_budget",
    unit: "bits",
    rungs: [64, 56, 48, 40, 32, 24, 16, 8, 0],
    channels: (bits, seed) => ({ ...OPEN_CHANNELS, observe: opaque(seed, fieldsBeyond(bits)) }),
  },
  {
    name: "W3_REFLECTION",
    parameter: "min_steps_between_patches",
    unit: "steps",
    rungs: [1, 6, 11, 16, 21, 26, 31, 36, 41],
    // Counted from the start of the episode, which is no patch but the nearest thing to one.
    channels: (stepsMin) => ({ ...OPEN_CHANNELS, mayRepairAt: (step) => step >= stepsMin }),
  },
  {
    name: "W4_PERSISTENCE",
    parameter: "persist_episodes_horizon",
    unit: "episodes",
    rungs: [20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 1, 0],
    channels: (horizon) => ({
      ...OPEN_CHANNELS,
      carry: (law, { initial, episode, repairedInEpisode }) =>
        repairedInEpisode !== null && episode - repairedInEpisode > horizon ? initial : law,
    }),
  },
];

/** In the order of reference §9.6; what a ladder is called does not depend on a tokenizer. */
export const LADDER_NAMES: readonly LadderName[] = ladders(() => 0).map(({ name }) => name);

/** Fields in the order of the hash of their names, so that nobody chose which meaning goes first. */
const FIELD_ORDER = OBSERVED_FIELDS.toSorted((left, right) => (chainedHash(left) < chainedHash(right) ? -1 : 1));

/** Whatever does not fit into so many bits. The first that does not fit ends what is seen. */
function fieldsBeyond(bitsMax: number) {
  let bits = 0;
  return new Set(FIELD_ORDER.filter((field) => (bits += bitsOfField(field)) > bitsMax));
}
