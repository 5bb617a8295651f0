const FIRST_DECAY = 0.9;
const SECOND_DECAY = 0.999;
const EPSILON = 1e-8;

/** Adam (Kingma, Ba 2015, arXiv:1412.6980). The powers of the decays are kept as running products, so no `pow` is needed. */
export class Adam {
  readonly firstMoment: Float64Array;
  readonly secondMoment: Float64Array;
  /** The decays to the power of the steps done. */
  readonly decayPowers: Float64Array;

  constructor(parameterCount: number) {
    this.firstMoment = new Float64Array(parameterCount);
    this.secondMoment = new Float64Array(parameterCount);
    this.decayPowers = new Float64Array([1, 1]);
  }

  /** Moves `parameters` against `gradient` and sets `gradient` to zero for the next batch. */
  descend(parameters: Float64Array, gradient: Float64Array, learningRate: number): void {
    const { firstMoment, secondMoment, decayPowers } = this;
    const firstPower = decayPowers[0]! * FIRST_DECAY;
    const secondPower = decayPowers[1]! * SECOND_DECAY;
    decayPowers[0] = firstPower;
    decayPowers[1] = secondPower;
    const rate = (learningRate * Math.sqrt(1 - secondPower)) / (1 - firstPower);
    for (let index = 0; index < gradient.length; index += 1) {
      const slope = gradient[index]!;
      const first = FIRST_DECAY * firstMoment[index]! + (1 - FIRST_DECAY) * slope;
      const second = SECOND_DECAY * secondMoment[index]! + (1 - SECOND_DECAY) * slope * slope;
      firstMoment[index] = first;
      secondMoment[index] = second;
      parameters[index] = parameters[index]! - (rate * first) / (Math.sqrt(second) + EPSILON);
      gradient[index] = 0;
    }
  }
}
