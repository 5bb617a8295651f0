import { availableParallelism, loadavg } from "node:os";

/** One measured figure beside its bar. */
export interface Figure {
  readonly id: string;
  readonly what: string;
  readonly measured: string;
  readonly bar: string;
  readonly holds: boolean;
  /** Whether it would hold a bar that leaves room for a slow or busy machine. The same as `holds` where no time is measured. */
  readonly holdsLoosely: boolean;
}

export const figure = (
  id: string,
  what: string,
  measured: string,
  bar: string,
  holds: boolean,
  holdsLoosely = holds,
): Figure => ({ id, what, measured, bar, holds, holdsLoosely });

const isStrict = process.env["PLIMSOLL_STRICT_BARS"] === "1";

/** So many times its bar a time may take where a test asserts it, and no machine is slow enough to excuse more. */
export const LOOSELY = 5;

/** What a test asserts of a time whose bar is so many ms. */
export const assertedMs = (barMs: number): number => (isStrict ? barMs : barMs * LOOSELY);

/** The value that so many percent do not exceed; of no values it is infinite, so that nothing measured holds no bar. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Infinity;
}

export const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
export const seconds = (value: number): string => `${(value / 1000).toFixed(1)} s`;

export function show(figures: readonly Figure[]): void {
  for (const { id, what, measured, bar } of figures) console.info(`${id}  ${what}  ${measured}  (bar ${bar})`);
}

const ATTEMPTS = 3;

/**
 * Where ms are measured that any other process of a busy machine can take: measured again, at most so often, until the
 * bars hold. Each attempt is shown, with the load of the machine.
 */
export async function calmly(measure: () => Promise<readonly Figure[]>): Promise<readonly Figure[]> {
  for (let attempt = 1; ; attempt += 1) {
    const figures = await measure();
    show(figures);
    if (missed(figures).length === 0 || attempt === ATTEMPTS) return figures;
    console.info(
      `measured again: ${missed(figures).length} of ${figures.length} missed at load ${loadavg()[0]?.toFixed(1)} of ${availableParallelism()}`,
    );
  }
}

/**
 * Those that miss their bar, as lines: a test expects none. Tests run on whatever machine there is, so they ask for the loose
 * bars; the bars themselves are asked for with PLIMSOLL_STRICT_BARS=1 and by scripts/test/mesh-real.ts.
 */
export const missed = (figures: readonly Figure[]): string[] =>
  figures
    .filter(({ holds, holdsLoosely }) => !(isStrict ? holds : holdsLoosely))
    .map(({ id, what, measured, bar }) => `${id} ${what}: ${measured}, bar ${bar}`);
