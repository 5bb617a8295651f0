/**
 * How curved the policy's loss is along its last update d, from gradients that are there anyway: (g' - g)·d against -2 g·d, where 1 is the
 * edge of stability (as `engine/update-curvature.ts` of the prophet has it, in float64).
 */
export class PolicyCurvature {
  /** The last update, before its first 0. */
  readonly update: Float64Array;
  /** g·d of the last update; 0 for none. */
  slope = 0;
  readonly #gradient: Float64Array;
  readonly #parameters: Float64Array;

  constructor(parameters: Float64Array) {
    this.#parameters = parameters;
    this.update = new Float64Array(parameters.length);
    this.#gradient = new Float64Array(parameters.length);
  }

  /** With this update's gradient; `null` where there was no update before, or it did not descend. */
  measure(gradient: Float64Array): number | null {
    const descent = -this.slope;
    return descent > DESCENT_MIN ? (dot(gradient, this.update) - this.slope) / (2 * descent) : null;
  }

  beforeStep(gradient: Float64Array): void {
    this.update.set(this.#parameters);
    this.#gradient.set(gradient);
  }

  afterStep(): void {
    for (let index = 0; index < this.update.length; index += 1)
      this.update[index] = this.#parameters[index]! - this.update[index]!;
    this.slope = dot(this.#gradient, this.update);
  }

  /** The parameters were put back: there is no last update. */
  forget(): void {
    this.slope = 0;
  }
}

/** Below this there was no last update, or it went up the slope. */
const DESCENT_MIN = 1e-20;

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += a[index]! * b[index]!;
  return sum;
}
