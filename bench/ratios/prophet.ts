import type { Figure } from "../figure.ts";
import type { HistoryLine } from "../history.ts";
import type { RatioReader } from "./peer-ratio.ts";

interface EngineLine extends HistoryLine {
  readonly peers: readonly {
    readonly name: string;
    readonly version: string;
    readonly ratio: number;
    readonly ratioLow: number;
    readonly ratioHigh: number;
  }[];
}

interface DriftLine extends HistoryLine {
  readonly speed: {
    readonly adwinUpdatesPerSecond: Figure;
    readonly river?: { readonly version: string; readonly updatesPerSecond: number } | null;
  };
}

export const engineRatios: RatioReader = (line) =>
  (line as EngineLine).peers.map(({ name, version, ratio, ratioLow, ratioHigh }) => ({
    figure: "a step of training",
    peer: name,
    version,
    times: { median: ratio, low: ratioLow, high: ratioHigh },
  }));

export const driftRatios: RatioReader = (line) => {
  const { adwinUpdatesPerSecond: ours, river } = (line as DriftLine).speed;
  if (river === undefined || river === null) return [];
  const of = (value: number): number => value / river.updatesPerSecond;
  const times = { median: of(ours.median), low: of(ours.low), high: of(ours.high) };
  return [{ figure: "ADWIN, values a second", peer: "River", version: river.version, times }];
};
