import type { EvaluationInput } from "../evaluation/evaluation-input.ts";
import { soundReadings, type StabilityReading } from "../evaluation/read-stability.ts";
import type { Remarking } from "./remarking.ts";

/** How many cycles there are to foretell from, and of which signal there are too few (RS-523). */
export const onCycles: Remarking = ({ code, records }, input, { judged: { stability } }) => {
  if (code !== "UNPROVEN_TELEMETRY" || !records.includes("prediction")) return null;
  const least = input.policy.arbitration.cyclesMin;
  return {
    now: [
      `cycles of the index: ${stability.series.length} of ${least}. A cycle is a time at which a required signal is read, from the first at which all of them were`,
      ...fewest(stability, input).map(({ signal, cycles, unsound }) => {
        const lost = unsound === 0 ? "" : ` (${unsound} more in sources that are changed, missing or kept out)`;
        return `${signal}: ${cycles} of ${least}${lost}`;
      }),
    ],
    cures: [],
  };
};

interface SignalCycles {
  readonly signal: string;
  /** Times at which it was read, up to now. */
  readonly cycles: number;
  /** Times that do not count, for their source does not. */
  readonly unsound: number;
}

/** Required signals with fewer readings than a forecast takes, the least read first. */
function fewest({ rules }: StabilityReading, input: EvaluationInput): readonly SignalCycles[] {
  const sound = soundReadings(input);
  const timesIn = (readings: EvaluationInput["dossier"]["telemetry"], wanted: string): number =>
    new Set(readings.flatMap(({ signal, atMs }) => (signal === wanted && atMs <= input.nowMs ? [atMs] : []))).size;
  return rules
    .map(({ signal }) => {
      const cycles = timesIn(sound, signal);
      return { signal, cycles, unsound: timesIn(input.dossier.telemetry, signal) - cycles };
    })
    .filter(({ cycles }) => cycles < input.policy.arbitration.cyclesMin)
    .toSorted((one, other) => one.cycles - other.cycles);
}
