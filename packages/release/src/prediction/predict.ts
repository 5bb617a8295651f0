import { brittle, cascade, either, type Walk } from "./failure.ts";

export const HORIZONS = [3, 5, 10] as const;

export interface PredictionFacts {
  /** The stability index, one reading for each cycle, oldest first. Ten-thousandths. */
  readonly series: readonly number[];
  /** Sudden failures and near misses in these cycles. */
  readonly incidents: number;
  readonly critical: number;
  /** Fewer cycles than that predict nothing: 20. */
  readonly cyclesMin: number;
}

export interface Prediction {
  readonly cycles: number;
  /** In millionths of the whole index. */
  readonly walk: { readonly distanceMicro: number; readonly driftMicro: number; readonly spreadMicro: number };
  /** Chance of failure within 3, 5 and 10 cycles, in ten-thousandths, rounded up; it never falls with the horizon. */
  readonly within: readonly {
    readonly cycles: number;
    readonly cascade: number;
    readonly brittle: number;
    readonly either: number;
  }[];
}

/** Null where there is too little to go by. */
export function predict({ series, incidents, critical, cyclesMin }: PredictionFacts): Prediction | null {
  if (series.length < Math.max(2, cyclesMin)) return null;
  const walk = walkOf(series, critical);
  let worst = 0;
  const within = HORIZONS.map((cycles) => {
    const chances = { cascade: cascade(walk, cycles), brittle: brittle(incidents, series.length, cycles) };
    worst = Math.max(worst, either(chances.cascade, chances.brittle));
    return { cycles, cascade: upward(chances.cascade), brittle: upward(chances.brittle), either: upward(worst) };
  });
  return { cycles: series.length, walk: inMillionths(walk), within };
}

function walkOf(series: readonly number[], critical: number): Walk {
  const steps = series.slice(1).map((index, place) => (index - (series[place] as number)) / 10_000);
  const drift = sumOf(steps) / steps.length;
  const squares = sumOf(steps.map((step) => (step - drift) ** 2));
  const last = series.at(-1) as number;
  return { distance: (last - critical) / 10_000, drift, spread: Math.sqrt(squares / Math.max(1, steps.length - 1)) };
}

/** For the record: no float is hashed. The chances are made of the exact ones. */
const inMillionths = ({ distance, drift, spread }: Walk): Prediction["walk"] => ({
  distanceMicro: Math.round(distance * 1_000_000),
  driftMicro: Math.round(drift * 1_000_000),
  spreadMicro: Math.round(spread * 1_000_000),
});

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** Above a whole number by no more than rounding, it is that number. */
const upward = (share: number): number => Math.min(10_000, Math.ceil(share * 10_000 - 1e-9));
