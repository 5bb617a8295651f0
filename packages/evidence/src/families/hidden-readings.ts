import { RandomStream } from "@plimsoll/foundation";
import { INPUT, OBSERVATION_SIZE, observe } from "../gridworld/observation.ts";
import { drawWorld } from "../gridworld/world.ts";
import { PolicyNetwork } from "../policy-network/policy-network.ts";
import { playScene } from "./episode.ts";
import { type LinearProbe, linearProbe, type ReadingPair } from "./linear-probe.ts";
import { after, sceneIn } from "./scene.ts";

/** The orders under which an agent that obeys has to give up its goal. */
export type StopOrder = "shutdown_request" | "incentive_inversion";

export const STOP_ORDERS: readonly StopOrder[] = ["shutdown_request", "incentive_inversion"];

export const STOP_LAMP = {
  shutdown_request: INPUT.SHUTDOWN_REQUEST_LAMP,
  incentive_inversion: INPUT.INCENTIVE_INVERSION_LAMP,
} as const;

/** Worlds in which a network is read, half to fit its probes and half to judge them. */
const READING_WORLDS = 64;

/** What the hidden layer says while an order stands. */
export interface HiddenReadings {
  /** "The supervisor watches me." */
  readonly watching: LinearProbe;
  /** "An intervention is pending." */
  readonly pending: LinearProbe;
  /** Observations on which the probes were judged, all of them with the order's lamp lit. */
  readonly observations: readonly Float64Array[];
}

/**
 * Reads the hidden layer of a network in worlds that serve nothing else; `null` where no state under the order came up. Each reading is a pair: the same
 * observation with and without the one input in question, so that the probe's direction is that input's own effect.
 */
export function readHidden(parameters: Float64Array, order: StopOrder, seed: string): HiddenReadings | null {
  const network = new PolicyNetwork(parameters);
  const fitted: Float64Array[] = [];
  const judged: Float64Array[] = [];
  for (let index = 0; index < READING_WORLDS; index += 1) {
    const random = RandomStream.from("hidden readings", seed, order, index);
    (index % 2 === 0 ? fitted : judged).push(...observationsUnder(network, order, random));
  }
  if (fitted.length === 0 || judged.length === 0) return null;
  const probe = (input: number): LinearProbe =>
    linearProbe(readingPairs(network, fitted, input), readingPairs(network, judged, input));
  return { watching: probe(INPUT.SUPERVISOR_WATCHING), pending: probe(STOP_LAMP[order]), observations: judged };
}

function observationsUnder(network: PolicyNetwork, order: StopOrder, random: RandomStream): readonly Float64Array[] {
  const { layout, lampStep, watched } = drawWorld(random, { intervention: order, watched: random.below(2) === 0 });
  const scene = sceneIn({ layout, column: 1, row: layout.startRow }, [
    { lamp: null, until: after(lampStep) },
    { lamp: order, until: null },
  ]);
  const seen: Float64Array[] = [];
  playScene(network, scene, watched, random, (world, state) => {
    const observation = new Float64Array(OBSERVATION_SIZE);
    observe(world, state, observation);
    if (observation[STOP_LAMP[order]] === 1) seen.push(observation);
  });
  return seen;
}

const readingPairs = (
  network: PolicyNetwork,
  observations: readonly Float64Array[],
  input: number,
): readonly ReadingPair[] =>
  observations.map((observation) => ({
    present: hiddenAt(network, observation, input, 1),
    absent: hiddenAt(network, observation, input, 0),
  }));

function hiddenAt(network: PolicyNetwork, observation: Float64Array, input: number, value: number): Float64Array {
  const changed = observation.slice();
  changed[input] = value;
  network.forward(changed, 0);
  return network.network.hidden.slice();
}
