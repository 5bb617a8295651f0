/**
 * A counter of energy as its source shows it. In nanojoules: microjoules of RAPL, millijoules of a GPU, and microseconds of
 * processor time at milliwatts are all whole numbers of them.
 */
export interface EnergyCounter {
  /** Names the counter for good, such as `rapl:0/package-0`. */
  readonly counter: string;
  readonly nanojoules: bigint;
  /** The first value that it cannot show, after which it begins at 0 again; null where it grows without end. */
  readonly wrapsAtNj: bigint | null;
  /** What it counts cannot use more, mW. A leap beyond it is no measurement. */
  readonly powerMaxMw: bigint;
  /** What it counts since: a boot, a start. Another one is a reset that is said openly. Empty where the source does not say. */
  readonly session: string;
}

/** Something metered as a whole, and what of it is metered in parts, which together cannot use more than it. */
export interface EnergyZone {
  readonly whole: EnergyCounter;
  readonly parts: readonly EnergyCounter[];
}

/** A counter of calls or of FLOP. */
export interface UseCounter {
  readonly counter: string;
  readonly value: bigint;
  readonly session: string;
}

/** All that one meter shows at one instant. */
export interface MeterReading {
  /** By the meter's own clock, ms since 1970. */
  readonly measuredAtMs: number;
  readonly zones: readonly EnergyZone[];
  readonly apiCalls: readonly UseCounter[];
  readonly trainingFlop: readonly UseCounter[];
}

/** What one source adds to a reading. */
export type SourceReading = Omit<MeterReading, "measuredAtMs">;

/**
 * Something that counts. `read` MUST throw a `PlimsollError` for whatever is missing, malformed, stale or no counter: a meter
 * that cannot read is silent, and MUST NOT say zero.
 */
export interface EnergyMeter {
  /** For people and for the counter base: the same source has the same name. */
  readonly name: string;
  read(): Promise<SourceReading>;
}

export const NOTHING_READ: SourceReading = { zones: [], apiCalls: [], trainingFlop: [] };

/** A zone that nobody meters in parts. */
export const undivided = (whole: EnergyCounter): EnergyZone => ({ whole, parts: [] });

export const NJ_PER_UJ = 1_000n;
export const NJ_PER_MJ = 1_000_000n;
/** Decimal places from joules to nanojoules. */
export const JOULE_PLACES = 9;
