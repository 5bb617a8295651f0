import { normalAt, partKey, seedKey, uniformAt } from "@plimsoll/simulation";
import { PLAIN_LOSS } from "../src/objective/loss-spec.ts";
import { type DriftingSettings, driftingStream } from "../src/stream/drifting-stream.ts";
import { CLASSIC } from "../src/trainer/profiles.ts";
import type { TrainerSpec } from "../src/trainer/trainer-spec.ts";

export const STEPS = 1000;
const LAGS = 16;
const HIDDEN = { kind: "dense", outputs: 32 } as const;

/** What a worker of 2 × 32 learns: to predict the next change of a stream from its last 16 values. */
export interface ControlTask {
  readonly name: string;
  /** The stream's values for a seed. */
  readonly series: (seed: number) => Float64Array;
}

const drifting = (settings: DriftingSettings) => (seed: number) => {
  const { valueAt } = driftingStream(STEPS, settings, seedKey(seed));
  return Float64Array.from({ length: STEPS }, (_, step) => valueAt(step));
};

export const TASKS: readonly ControlTask[] = [
  {
    name: "abrupt drift",
    series: drifting({ regimeSteps: 120, noise: 0.05, transition: "abrupt", gradualSteps: 1 }),
  },
  {
    name: "gradual drift",
    series: drifting({ regimeSteps: 250, noise: 0.1, transition: "gradual", gradualSteps: 60 }),
  },
  { name: "teacher", series: taughtSeries },
];

/** The training of one run, as far as no subject says otherwise. */
export const baseSpec = (seed: number): TrainerSpec => ({
  ...CLASSIC,
  seed,
  steps: STEPS,
  stream: { kind: "series" },
  task: { kind: "lagged", lags: LAGS, rows: 16, window: 64 },
  worker: {
    inputs: LAGS,
    layers: [HIDDEN, { kind: "tanh" }, HIDDEN, { kind: "tanh" }, { kind: "dense", outputs: 1 }],
    gain: 0.5,
  },
  loss: PLAIN_LOSS,
  risk: null,
  rewind: null,
  drift: null,
});

const [TEACHER_LAGS, TEACHER_UNITS, TEACHER_NOISE] = [8, 16, 0.1];

/** A stream that does not drift: each value is what a random net of one hidden layer makes of the eight before it, with noise. */
function taughtSeries(seed: number): Float64Array {
  const [first, second, noise] = [0, 1, 2].map((part) => partKey(seedKey(seed ^ 0x7eac), part));
  const weight = (at: number): number => 4 * (uniformAt(first!, at) - 0.5);
  const values = new Float64Array(STEPS);
  for (let step = 0; step < STEPS; step += 1) {
    let sum = 0;
    for (let unit = 0; unit < TEACHER_UNITS; unit += 1) {
      let field = 0;
      for (let lag = 1; lag <= TEACHER_LAGS; lag += 1)
        field += weight(unit * TEACHER_LAGS + lag) * (values[step - lag] ?? 0);
      sum += Math.tanh(field) * (uniformAt(second!, unit) - 0.5);
    }
    values[step] = sum + TEACHER_NOISE * normalAt(noise!, step);
  }
  return values;
}
