import { figureOf, inverse, over, single } from "../figure.ts";
import type { HistoryLine } from "../history.ts";
import type { RatioReader } from "./peer-ratio.ts";

export interface ColdStart {
  readonly name: string;
  /** Of each start, by the clock, with the process itself. */
  readonly wallMs: readonly number[];
  readonly modules: number;
  /** Processor time, user and system, of one start. */
  readonly cpuMs: number;
}

export interface CliLine extends HistoryLine {
  readonly rounds: number;
  readonly rows: readonly ColdStart[];
}

/** The longest that `plimsoll --help` may take, ms. */
export const COLD_START_MS_MAX = 150;

/** Beside the limit instead of a peer: how a program starts says nothing about another's. */
export const cliRatios: RatioReader = (line) => {
  const help = (line as CliLine).rows.find(({ name }) => name === "plimsoll --help");
  if (help === undefined) return [];
  const times = inverse(over(figureOf(help.wallMs), single(COLD_START_MS_MAX)));
  return [
    { figure: "a cold start, plimsoll --help", peer: `the limit, ${COLD_START_MS_MAX} ms`, version: null, times },
  ];
};
