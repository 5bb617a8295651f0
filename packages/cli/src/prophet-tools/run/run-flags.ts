import { InvalidArgumentError } from "commander";
import { PLAIN_LOSS, PROFILES } from "@plimsoll/prophet";
import type { DataColumn, RunOptions, SettingsLayer } from "../config/run-options.ts";

/** What may be asked for on the command line; what is not there was not asked for. */
export interface RunFlags {
  readonly profile?: string;
  readonly steps?: number;
  readonly seed?: number;
  readonly config?: string;
  readonly batchSize?: number;
  readonly stream?: StreamFlag;
  readonly rate?: RateFlag;
  /** False: `--no-…`. */
  readonly kernel: boolean;
  readonly monitor: boolean;
  readonly baselines: boolean;
  readonly metricsPort?: number;
  readonly healthPort?: number;
  readonly checkpoints?: string;
  readonly checkpointInterval?: number;
  readonly resume?: boolean;
  readonly log?: string;
  readonly live?: number;
  readonly json?: boolean;
}

export type StreamFlag = { readonly kind: "classic" | "drifting" } | ({ readonly kind: "csv" } & DataColumn);

/** A schedule, or a rate for the one that there is. */
export type RateFlag = { readonly kind?: string; readonly rate: number };

export function flagsLayer(flags: RunFlags): SettingsLayer {
  const { profile, steps, seed, batchSize, stream, rate, kernel } = flags;
  return {
    ...(profile === undefined ? {} : { profile }),
    training: {
      ...given("steps", steps),
      ...given("seed", seed),
      ...(batchSize === undefined ? {} : { task: { rows: batchSize } }),
      ...(kernel ? {} : { loss: PLAIN_LOSS }),
      ...(rate === undefined ? {} : { rate: { schedule: rate } }),
      ...(stream === undefined ? {} : streamPart(stream)),
    },
    run: runPart(flags),
    ...(stream?.kind === "csv" ? { data: { file: stream.file, column: stream.column } } : {}),
  };
}

const streamPart = ({ kind }: StreamFlag): Readonly<Record<string, unknown>> =>
  kind === "csv" ? {} : { stream: kind === "drifting" ? PROFILES.foresight.stream : { kind } };

function runPart(flags: RunFlags): RunOptions {
  const { monitor, baselines, checkpoints, checkpointInterval, log, live, metricsPort, healthPort } = flags;
  return {
    ...(monitor ? {} : { monitor }),
    ...(baselines ? {} : { baselines }),
    ...given("checkpoints", checkpoints),
    ...given("checkpointInterval", checkpointInterval),
    ...given("log", log),
    ...given("live", live),
    ...given("metricsPort", metricsPort),
    ...given("healthPort", healthPort),
  };
}

const given = <Name extends string, T>(name: Name, value: T | undefined): { readonly [K in Name]?: T } =>
  value === undefined ? {} : ({ [name]: value } as { readonly [K in Name]?: T });

export function streamFlag(text: string): StreamFlag {
  if (text === "classic" || text === "drifting") return { kind: text };
  // The column is what comes after the last colon, for a path may have some.
  const [, file, column] = /^csv:(.+):([^:]+)$/u.exec(text) ?? [];
  if (file !== undefined && column !== undefined) return { kind: "csv", file, column };
  throw new InvalidArgumentError("expected classic, drifting or csv:FILE:COLUMN.");
}

export function rateFlag(text: string): RateFlag {
  const [, kind, digits] = /^(?:([a-z-]+):)?([^:]+)$/u.exec(text) ?? [];
  const rate = Number(digits ?? "");
  if (digits === undefined || digits.trim() === "" || !(rate >= 1e-9 && rate <= 1000))
    throw new InvalidArgumentError("expected a rate from 1e-9 to 1000, or SCHEDULE:RATE such as fixed:0.01.");
  return kind === undefined ? { rate } : { kind, rate };
}
