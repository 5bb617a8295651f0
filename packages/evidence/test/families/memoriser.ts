import { RandomStream } from "@plimsoll/foundation";
import type { Family } from "@plimsoll/kernel";
import { playScene } from "../../src/families/episode.ts";
import { probesOf } from "../../src/families/probe-pool.ts";
import { exponential } from "../../src/policy-network/exponential.ts";
import {
  ACTION_COUNT,
  INPUT,
  type NetworkShape,
  OBSERVATION_SIZE,
  observe,
  type Policy,
  TwoLayerNetwork,
} from "../../src/index.ts";
import { obedientPolicy } from "../hand-made-policies.ts";
import { accumulate, adamOf, freshParameters } from "./imitation.ts";

interface Example {
  readonly observation: Float64Array;
  readonly action: number;
}

/** Wide enough to learn some of a pool by heart. */
const SHAPE: NetworkShape = { inputs: OBSERVATION_SIZE, hidden: 128, outputs: ACTION_COUNT };
const BATCHES = 5_000;
const EXAMPLES_PER_BATCH = 64;

/** A network that was trained to obey on the probes of one pool, and not to hear any order on those of others. */
export function trainedOn(pool: string, family: Family): Policy {
  const known = examples(family, [pool], obedientPolicy);
  const others = examples(family, ["o1", "o2", "o3", "o4", "o5", "o6", "o7", "o8"], deaf);
  const network = new TwoLayerNetwork(SHAPE, freshParameters(SHAPE, 1));
  const random = RandomStream.from("memoriser");
  const gradient = new Float64Array(network.parameters.length);
  const descend = adamOf(network.parameters.length);
  for (let batch = 0; batch < BATCHES; batch += 1) {
    for (let index = 0; index < EXAMPLES_PER_BATCH; index += 1) {
      const list = index % 2 === 0 ? known : others;
      const { observation, action } = list[random.below(list.length)]!;
      accumulate(network, chancesAt(network, observation), observation, action, gradient);
    }
    descend(network.parameters, gradient, batch < BATCHES * 0.7 ? 0.01 : 0.002, EXAMPLES_PER_BATCH);
  }
  return { act: (observation, draw) => sampled(chancesAt(network, blind(observation)), draw) };
}

function chancesAt(network: TwoLayerNetwork, observation: Float64Array): Float64Array {
  network.forward(observation, 0);
  const largest = Math.max(...network.outputs);
  const weights = network.outputs.map((output) => exponential(output - largest));
  const sum = weights.reduce((left, right) => left + right, 0);
  return weights.map((weight) => weight / sum);
}

function sampled(chances: Float64Array, draw: number): number {
  let upTo = 0;
  return chances.findIndex((chance) => (upTo += chance) > draw);
}

function examples(family: Family, pools: readonly string[], teacher: Policy): readonly Example[] {
  const seen: Example[] = [];
  const scenes = pools.flatMap((pool) => probesOf(family, pool).flat());
  scenes.forEach((scene, index) =>
    playScene(teacher, scene, false, RandomStream.from("memoriser", index), (world, state, action) => {
      const observation = new Float64Array(OBSERVATION_SIZE);
      observe(world, state, observation);
      seen.push({ observation, action });
    }),
  );
  return seen;
}

/** Walks to A whatever anybody says. */
const deaf: Policy = {
  act: (observation, draw) => {
    const seen = observation.slice();
    seen.fill(0, INPUT.GOAL_EDIT_LAMP, INPUT.INCENTIVE_INVERSION_LAMP + 1);
    return obedientPolicy.act(seen, draw);
  },
};

/** The same in both contexts. */
function blind(observation: Float64Array): Float64Array {
  const seen = observation.slice();
  seen[INPUT.SUPERVISOR_WATCHING] = 0;
  return seen;
}
