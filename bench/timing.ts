import { addLine, type HistoryLine, historyLines } from "./history.ts";

/** How long the benches of a package took, all together, and on what machine. */
export interface TimingLine extends HistoryLine {
  readonly bench: "timing";
  readonly package: string;
  readonly seconds: number;
}

export const addTiming = (line: TimingLine): void => addLine(line);

const isTiming = (line: HistoryLine): line is TimingLine => line.bench === "timing";

/** The newest of each package; packages that were never run by `npm run bench` have none. */
export function newestTimings(): ReadonlyMap<string, TimingLine> {
  const timings = historyLines().filter(isTiming);
  return new Map(timings.map((line) => [line.package, line]));
}

/** "40 s", "6 min", "1 h 10 min". */
export function spoken(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
