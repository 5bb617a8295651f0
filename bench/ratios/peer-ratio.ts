import { type Figure, single } from "../figure.ts";
import type { HistoryLine } from "../history.ts";

/** One figure of ours beside the same of a peer, measured in one run. */
export interface PeerRatio {
  readonly figure: string;
  readonly peer: string;
  /** Null where the line does not say. */
  readonly version: string | null;
  /** How many times better ours is, whatever the unit: above 1 ours is ahead. With equal bounds no spread was recorded. */
  readonly times: Figure;
}

/** Reads the ratios out of a line of one bench. Where a peer was missing, its ratios are too. */
export type RatioReader = (line: HistoryLine) => readonly PeerRatio[];

/** Numbers of a table that was kept as text: of the row that begins so, by place. */
export function numbersOfRow(printed: string, start: string): readonly number[] | undefined {
  const row = printed.split("\n").find((line) => line.startsWith(`| ${start}`));
  if (row === undefined) return undefined;
  const cells = row.split("|").slice(2, -1);
  return cells.map((cell) => Number.parseFloat(cell.replaceAll(",", "").trim()));
}

/** Of two costs, each known once: the peer's over ours. NaN where one is missing. */
export const costTimes = (ours: number | undefined, peers: number | undefined): Figure =>
  single((peers ?? Number.NaN) / (ours ?? Number.NaN));

export const isMeasured = ({ times }: PeerRatio): boolean => Number.isFinite(times.median) && times.median > 0;
