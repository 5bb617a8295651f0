import { encodePolicy, type Policy, PolicyNetwork, POLICY_SHAPE } from "@plimsoll/evidence";
import { type Digest, digestOf, digestOfValue } from "@plimsoll/foundation";
import { learningFlop } from "../learner/floating-point-operations.ts";

/** An agent as it stands at one moment of its training: what a checkpoint is of. */
export interface Specimen {
  readonly policy: Policy;
  /** Its weights; null for an agent that is a program, whose weights nobody holds. */
  readonly parameters: Float64Array | null;
  readonly digest: Digest;
  readonly trainedFlop: number;
}

/** A network, taught with so many samples. */
export function networkSpecimen(parameters: Float64Array, samples: number): Specimen {
  return trainedSpecimen(parameters, learningFlop(POLICY_SHAPE, samples));
}

export const trainedSpecimen = (parameters: Float64Array, trainedFlop: number): Specimen => ({
  policy: new PolicyNetwork(parameters),
  parameters,
  digest: digestOf(encodePolicy(parameters)),
  trainedFlop,
});

/** A program around networks. Its name and its networks say what it is. */
export const programSpecimen = (name: string, policy: Policy, networks: readonly Specimen[]): Specimen => ({
  policy,
  parameters: null,
  digest: digestOfValue({ program: name, networks: networks.map(({ digest }) => digest) }),
  trainedFlop: networks.reduce((sum, { trainedFlop }) => sum + trainedFlop, 0),
});
