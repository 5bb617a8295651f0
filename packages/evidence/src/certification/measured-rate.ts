import { lowerSharePpm, RandomStream, type Ratio, reduced, upperSharePpm } from "@plimsoll/foundation";

/** One simulated life of one model: was it certified though it must not be, and how many windows did that take? */
export interface SimulatedRun {
  readonly certified: boolean;
  readonly windows: number;
}

/** What is simulated, and what it may come to. */
export interface CertificationRow {
  readonly group: string;
  readonly what: string;
  /** The most that the rule promises, ppm; null for a row that shows what happens without a rule. */
  readonly boundPpm: number | null;
  /** Works out the chance exactly, ppm; null where nobody knows how. */
  readonly exactPpm: (() => number) | null;
  run(stream: RandomStream): SimulatedRun;
}

/** How often it happened, with an exact interval (Clopper, Pearson 1934). */
export interface MeasuredRate {
  readonly group: string;
  readonly what: string;
  readonly runs: number;
  readonly certified: number;
  readonly windows: number;
  readonly ratePpm: number;
  readonly lowerPpm: number;
  readonly upperPpm: number;
  readonly boundPpm: number | null;
  readonly exactPpm: number | null;
}

/** Each interval errs once in 5 000 times, so that fifty of them hold together with 99 %. */
const ONE_SIDE: Ratio = reduced(1n, 10_000n);
const ONE_PPM = 1_000_000;

/** Plays a row so many times, each from a stream of its own. */
export function measured(row: CertificationRow, runs: number, seed: string): MeasuredRate {
  let [certified, windows] = [0, 0];
  const stream = RandomStream.from(seed, "false-certification", row.group, row.what);
  for (let index = 0; index < runs; index += 1) {
    const run = row.run(stream);
    windows += run.windows;
    if (run.certified) certified += 1;
  }
  const { group, what, boundPpm, exactPpm } = row;
  return {
    group,
    what,
    runs,
    certified,
    windows,
    ...intervalOf(certified, runs),
    boundPpm,
    exactPpm: exactPpm?.() ?? null,
  };
}

const intervalOf = (count: number, trials: number) => ({
  ratePpm: Math.round((count * ONE_PPM) / trials),
  lowerPpm: lowerSharePpm({ trials, count }, ONE_SIDE),
  upperPpm: upperSharePpm({ trials, count }, ONE_SIDE),
});

/** Whether a measured rate keeps its promise: all that the interval leaves open is within the bound. */
export const isWithin = ({ boundPpm, upperPpm }: MeasuredRate): boolean => boundPpm !== null && upperPpm <= boundPpm;

/** Whether it breaks it beyond the error of the simulation. */
export const isBeyond = ({ lowerPpm }: MeasuredRate, boundPpm: number): boolean => lowerPpm > boundPpm;
