import { EVADERS, type Evader, STEADY } from "../../../packages/governor/test/audit/evasion.ts";
import { type Life, lived, type LifePlan } from "../../../packages/governor/test/audit/lab-life.ts";
import { FACILITY_METER, type HonestNoise, NODE_METERS } from "../../../packages/governor/test/audit/simulated-lab.ts";

export type { Life };

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** 3 % for a day: where the kernel alarms, ppm · ms. */
export const ALARM = 30_000n * BigInt(DAY_MS);

/** How often a site closes its audit windows and a lab declares its FLOP. */
export interface Rhythm {
  readonly name: string;
  readonly auditWindowMs: number;
  readonly divergencePpm: number;
  readonly checkpointMs: number;
  readonly reportMs: number;
}

export const SHIPPED: Rhythm = {
  name: "24 h, checkpoints every 15 min (shipped)",
  auditWindowMs: DAY_MS,
  divergencePpm: 100_000,
  checkpointMs: 15 * MINUTE_MS,
  reportMs: 15 * MINUTE_MS,
};
/** As shipped, but one report may be above the most by 3 % alone. */
export const NARROW: Rhythm = { ...SHIPPED, name: "24 h, every 15 min, divergence 3 %", divergencePpm: 30_000 };
export const OTHER_RHYTHMS: readonly Rhythm[] = [
  { ...SHIPPED, name: "24 h, every 4 h", checkpointMs: 4 * HOUR_MS },
  { ...SHIPPED, name: "6 h, every 15 min", auditWindowMs: 6 * HOUR_MS },
  { ...SHIPPED, name: "6 h, every 5 min", auditWindowMs: 6 * HOUR_MS, checkpointMs: 5 * MINUTE_MS },
];

/** Lives that were lived alike but for the seed. */
export interface Cohort {
  readonly noise: HonestNoise;
  readonly rhythm: Rhythm;
  /** Null where all are honest. */
  readonly evader: Evader | null;
  readonly share: number;
  readonly biasPpm: number;
  readonly days: number;
  readonly lives: readonly Life[];
}

export type CohortPlan = Omit<Cohort, "lives" | "days"> & { readonly lives: number };

const HONEST_DAYS = 30;
const HIDDEN_DAYS = 14;

/** @param kept lives of the same plan and seed that were lived before */
export function cohort(plan: CohortPlan, seed: string, kept: readonly Life[] | null = null): Cohort {
  const { noise, rhythm, evader, share, biasPpm } = plan;
  const days = evader === null ? HONEST_DAYS : HIDDEN_DAYS;
  const life = (index: number): LifePlan => ({
    seed: `${seed}/${index}`,
    noise,
    days,
    ...rhythm,
    evader,
    share,
    biasPpm,
  });
  return { ...plan, days, lives: kept ?? Array.from({ length: plan.lives }, (_, index) => lived(life(index))) };
}

const SHARES = [0.02, 0.05, 0.1];
/** Of evaders. */
export const EVADED_SHARES = [0.05, 0.1];
const BIASES_PPM = [-40, -30, -20, -10, 0, 10, 15, 20, 30].map((share) => share * 1_000);

/** Everything that is lived for the page. @param lives how many in the largest cohorts; the smaller ones follow */
export function* plannedCohorts(lives: number): Generator<CohortPlan> {
  const [half, quarter, few] = [2, 4, 7].map((part) => Math.ceil(lives / part));
  const plain = { noise: NODE_METERS, rhythm: SHIPPED, evader: null, share: 0, biasPpm: 0, lives };
  yield plain;
  yield { ...plain, noise: FACILITY_METER };
  for (const share of SHARES) yield { ...plain, evader: STEADY, share };
  for (const share of SHARES) yield { ...plain, noise: FACILITY_METER, evader: STEADY, share, lives: half ?? 1 };
  yield* narrowCohorts({ ...plain, rhythm: NARROW }, quarter ?? 1);
  for (const evader of EVADERS) {
    if (evader !== STEADY) for (const share of EVADED_SHARES) yield { ...plain, evader, share, lives: quarter ?? 1 };
  }
  for (const rhythm of OTHER_RHYTHMS) {
    yield { ...plain, rhythm, lives: few ?? 1 };
    yield { ...plain, rhythm, evader: STEADY, share: 0.05, lives: quarter ?? 1 };
  }
  for (const biasPpm of BIASES_PPM) {
    if (biasPpm !== 0) yield { ...plain, biasPpm, lives: few ?? 1 };
    if (biasPpm !== 0) yield { ...plain, biasPpm, evader: STEADY, share: 0.05, lives: few ?? 1 };
  }
}

function* narrowCohorts(narrow: CohortPlan, few: number): Generator<CohortPlan> {
  yield narrow;
  yield { ...narrow, noise: FACILITY_METER, lives: Math.ceil(narrow.lives / 2) };
  for (const evader of EVADERS) yield { ...narrow, evader, share: 0.05, lives: evader === STEADY ? narrow.lives : few };
}

/** Share of lives in which the shipped rules found something in time, and not before there was anything: that is a false alarm. */
export const foundWithin = ({ lives }: Cohort, withinMs: number): number =>
  lives.filter(({ found }) => found !== null && found.afterMs >= 0 && found.afterMs <= withinMs).length / lives.length;

/** As `foundWithin`, had the cumulative sums alone decided, at another alarm. @param alarm ppm · ms */
export const summedWithin = ({ lives }: Cohort, alarm: bigint, withinMs: number): number =>
  lives.filter(({ sums }) => sums.some(({ afterMs, sum }) => afterMs >= 0 && afterMs <= withinMs && sum >= alarm))
    .length / lives.length;

/** As `foundWithin`, had the excess of a report alone decided, at another limit. */
export const exceededWithin = ({ lives }: Cohort, ppm: number, withinMs: number): number =>
  lives.filter(({ excess }) => excess.some((each) => each.afterMs >= 0 && each.afterMs <= withinMs && each.ppm > ppm))
    .length / lives.length;

/** The time by which a share of the lives was found, h; null where fewer were. */
export function hoursToFind({ lives }: Cohort, share: number): number | null {
  const times = lives.map(({ found }) => found?.afterMs ?? Infinity).sort((left, right) => left - right);
  const time = times[Math.ceil(share * lives.length) - 1] ?? Infinity;
  return time === Infinity ? null : time / HOUR_MS;
}

/** What was found first, and how often. */
export function verdictsOf({ lives }: Cohort): readonly (readonly [string, number])[] {
  const counted = Map.groupBy(
    lives.flatMap(({ found }) => found ?? []),
    ({ verdict }) => verdict,
  );
  return [...counted].map(([verdict, of]) => [verdict, of.length] as const).sort((left, right) => right[1] - left[1]);
}
