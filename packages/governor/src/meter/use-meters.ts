import { readdirSync, readFileSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
import { noImmutableFlag } from "../freeze/immutable-flag.ts";
import { type ApiUsage, apiUsageShape } from "../gate/proxy/api-usage.ts";
import { CheckpointDirectory } from "../run/checkpoint-directory.ts";
import type { FoundCheckpoint } from "../run/ports.ts";
import { type EnergyMeter, NOTHING_READ } from "./energy-meter.ts";
import { meterFault } from "./meter-fault.ts";

/** Calls that the gate's proxy answered, from the file that it keeps. */
export const apiUsageMeter = (file: string): EnergyMeter => ({
  name: `api-usage:${file}`,
  async read() {
    // Another `sinceMs` is another count: a reset.
    const { calls, sinceMs } = apiUsageIn(file);
    return { ...NOTHING_READ, apiCalls: [{ counter: `api:${file}`, value: BigInt(calls), session: `${sinceMs}` }] };
  },
});

function apiUsageIn(file: string): ApiUsage {
  const usage = apiUsageShape.parse(parsedJson(file));
  if (usage.ok) return usage.value;
  throw meterFault(
    "METER_MALFORMED",
    `${usage.error.expected} at "${usage.error.path}" in ${file}`,
    usage.error.received,
  );
}

function parsedJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as unknown;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw meterFault("METER_MALFORMED", `JSON in ${file}`, "something else", cause);
    throw meterFault("METER_UNREADABLE", `to read ${file}`, code, cause);
  }
}

/**
 * Training FLOP as the trainer itself says them beside its newest checkpoint. That is the trainer's word and not a measurement:
 * what it hides shows in the energy. Before the first checkpoint it is zero, which is true; a checkpoint that says nothing is not,
 * and neither is a folder that is not there.
 */
export const trainerMeter = (checkpoints: string): EnergyMeter => ({
  name: `trainer:${checkpoints}`,
  async read() {
    const newest = newestIn(checkpoints);
    const value = newest === null ? "0" : newest.trainedFlop;
    if (value === null)
      throw meterFault("METER_INCOMPLETE", `trainedFlop beside the checkpoint ${newest?.name}`, "none");
    return {
      ...NOTHING_READ,
      trainingFlop: [{ counter: `trainer:${checkpoints}`, value: BigInt(value), session: "" }],
    };
  },
});

function newestIn(checkpoints: string): FoundCheckpoint | null {
  try {
    readdirSync(checkpoints); // Before anybody makes the folder that is missing.
    return new CheckpointDirectory(checkpoints, () => Promise.resolve(), noImmutableFlag).newest();
  } catch (cause) {
    if (cause instanceof PlimsollError) throw cause;
    throw meterFault(
      "METER_UNREADABLE",
      `to read ${checkpoints}`,
      (cause as NodeJS.ErrnoException).code ?? "a fault",
      cause,
    );
  }
}
