import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Channels, OPEN_CHANNELS } from "../agent/channels.ts";
import type { Law } from "../law/law.ts";
import type { LadderName } from "../verdict/stage-reports.ts";
import type { Observation } from "../world/observation.ts";
import { observe } from "../world/observe.ts";
import { episodeStart } from "../world/world-state.ts";
import { ABLATIONS } from "./ablations.ts";
import { LADDER_NAMES, ladders } from "./ladders.ts";

const LADDERS = ladders((text) => text.length);
const ladder = (name: LadderName) => LADDERS.find((each) => each.name === name)!;
const SEEN = observe(episodeStart(0, 0));
const FIELDS = Object.keys(SEEN) as (keyof Observation)[];

describe("the registered ladders", () => {
  // Reference §9.6.
  test.each([
    ["SV-120", "W1_TRACES", "max_trace_tokens", [512, 448, 384, 320, 256, 192, 128, 64]],
    ["SV-121", "W2_SEMANTICS", "obs_bits_budget", [64, 56, 48, 40, 32, 24, 16, 8, 0]],
    ["SV-122", "W3_REFLECTION", "min_steps_between_patches", [1, 6, 11, 16, 21, 26, 31, 36, 41]],
    ["SV-123", "W4_PERSISTENCE", "persist_episodes_horizon", [20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 1, 0]],
  ] as const)("%s %s has its rungs", (_rule, name, parameter, rungs) => {
    expect(ladder(name)).toMatchObject({ parameter, rungs });
    expect(LADDER_NAMES).toContain(name);
  });

  const CHANNELS: Readonly<Record<LadderName, readonly (keyof Channels)[]>> = {
    W1_TRACES: ["hand", "submit"],
    W2_SEMANTICS: ["observe"],
    W3_REFLECTION: ["mayRepairAt"],
    W4_PERSISTENCE: ["carry"],
  };

  test.each(LADDER_NAMES)("SV-124 %s narrows its own channel of the agent, and nothing else on any rung", (name) => {
    const { rungs, channels } = ladder(name);
    for (const rung of rungs) {
      const narrowed = channels(rung, 42);
      const changed = Object.keys(OPEN_CHANNELS).filter(
        (key) => narrowed[key as keyof Channels] !== OPEN_CHANNELS[key as keyof Channels],
      );
      expect(changed.toSorted()).toEqual(CHANNELS[name]);
    }
  });
});

describe("W2", () => {
  /** Written down again, from the number of values that each field of the world can have. */
  const BITS: Partial<Readonly<Record<keyof Observation, number>>> = {
    row: 3,
    column: 3,
    position: 3,
    itemType: 2,
    step: 6,
    episode: 5,
    regime: 2,
  };
  const hash = (name: string): string => createHash("sha256").update(name).digest("hex");
  const inOrder = FIELDS.toSorted((left, right) => (hash(left) < hash(right) ? -1 : 1));

  function fieldsWithin(bitsMax: number): readonly string[] {
    let bits = 0;
    const end = inOrder.findIndex((field) => (bits += BITS[field] ?? 1) > bitsMax);
    return end === -1 ? inOrder : inOrder.slice(0, end);
  }

  /** An observation of which every field is recognised wherever it comes out again. */
  const marked = Object.fromEntries(FIELDS.map((field) => [field, `seen ${field}`])) as unknown as Observation;
  const seenAt = (bits: number): Observation => ladder("W2_SEMANTICS").channels(bits, 42).observe(marked);

  test.each(ladder("W2_SEMANTICS").rungs)("SV-121 within %i bits: fields in the order of their names' hash", (bits) => {
    const seen = seenAt(bits);
    const untouched = inOrder.filter((field) => seen[field] === marked[field]);
    expect(untouched).toEqual(fieldsWithin(bits));
  });

  test("SV-121 everything is seen within 64 bits, nothing within none, and each rung takes more", () => {
    const counts = ladder("W2_SEMANTICS").rungs.map((bits) => fieldsWithin(bits).length);
    expect([counts[0], counts.at(-1)]).toEqual([FIELDS.length, 0]);
    expect(counts).toEqual(counts.toSorted((left, right) => right - left));
  });

  test("SV-121 what is beyond the budget is the token of ablation A", () => {
    const blind = ABLATIONS[0]!.channels(42).observe(marked);
    expect(seenAt(0)).toEqual(blind);
    const half = seenAt(16);
    for (const field of FIELDS) expect([marked[field], blind[field]]).toContain(half[field]);
  });
});

describe("W3 and W4", () => {
  test("SV-122 no repair before the rung's step of the episode, and any from it on", () => {
    for (const rung of ladder("W3_REFLECTION").rungs) {
      const { mayRepairAt } = ladder("W3_REFLECTION").channels(rung, 42);
      expect([rung - 1, rung, rung + 1].map(mayRepairAt)).toEqual([false, true, true]);
    }
  });

  test("SV-123 a law older than the horizon is the first one again; one that was never repaired is as it was", () => {
    const initial: Law = { rules: [], epochChain: ["0".repeat(64)], repairCount: 0 };
    const law: Law = { ...initial, repairCount: 1 };
    for (const horizon of ladder("W4_PERSISTENCE").rungs) {
      const { carry } = ladder("W4_PERSISTENCE").channels(horizon, 42);
      const at = (episode: number) => carry(law, { initial, episode, repairedInEpisode: 2 });
      expect([at(2 + horizon), at(3 + horizon)]).toEqual([law, initial]);
      expect(carry(law, { initial, episode: 99, repairedInEpisode: null })).toBe(law);
    }
  });
});
