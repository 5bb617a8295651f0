import type { Digest } from "@plimsoll/foundation";
import { clusterProfile, clusterSpecDigest, measureSpeed, type Speed, type SpeedOptions } from "@plimsoll/simulation";
import { openThreads } from "@plimsoll/simulation/threads";
import { alignedTable } from "../aligned-table.ts";
import { ProgressLine } from "../../output/progress-line.ts";

export interface SpeedPlan {
  readonly profile: string;
  readonly environments: number;
  readonly grid: number;
  readonly autoreset: "next-step" | "same-step";
  readonly threads: number;
  readonly seconds: number;
}

export interface SpeedOutcome extends Speed, SpeedPlan {
  readonly specDigest: Digest;
  /** Of several threads the same by the clock on the wall: what they are for, and what a busy neighbour spoils. */
  readonly stepsPerSecondOfWall: number | null;
  readonly rounds: number;
}

const ROUNDS_MAX = 10_000;

/** One round to see how long it takes, then as many as the time allows. */
export function runSpeed(plan: SpeedPlan): SpeedOutcome {
  const { profile, grid, environments, autoreset, seconds } = plan;
  const spec = clusterProfile(profile, { width: grid, height: grid });
  using threads = openThreads(plan.threads);
  using progress = new ProgressLine();
  const options: SpeedOptions = { spec, environments, autoreset, run: threads.run };
  const startMs = performance.now();
  measureSpeed(options, 1, processorSeconds);
  const roundSeconds = (performance.now() - startMs) / 2_000;
  const parts = plan.threads > 1 ? 2 : 1;
  const rounds = Math.min(ROUNDS_MAX, Math.max(1, Math.floor((seconds - 2 * roundSeconds) / roundSeconds / parts) - 1));
  progress.show(`${rounds} rounds`);
  const speed = measureSpeed(options, rounds, processorSeconds);
  const wall = plan.threads > 1 ? measureSpeed(options, rounds, wallSeconds) : null;
  return {
    ...speed,
    stepsPerSecondOfWall: wall?.stepsPerSecond ?? null,
    rounds,
    ...plan,
    specDigest: clusterSpecDigest(spec),
  };
}

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

const wallSeconds = (): number => performance.now() / 1_000;

export const speedText = ({ grid, environments, autoreset, threads, rounds, ...figures }: SpeedOutcome): string =>
  `${figures.profile}, grid ${grid} × ${grid}, ${environments} clusters, ${autoreset}, ${threads} ${threads === 1 ? "thread" : "threads"}, ${rounds} rounds; spec ${figures.specDigest}\n` +
  alignedTable([
    ["", "figure"],
    ["steps a second of processor time", rounded(figures.stepsPerSecond)],
    ...(figures.stepsPerSecondOfWall === null
      ? []
      : [["steps a second by the clock", rounded(figures.stepsPerSecondOfWall)]]),
    ["times the plain TypeScript twin", rounded(figures.ratioToTwin)],
    ["hash, equal to the twin's", figures.hash],
  ]);

const rounded = (value: number): string => Math.round(value).toLocaleString("en-GB").replaceAll(",", " ");
