import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Clock, integer, nullable, object, type Shaped } from "@plimsoll/foundation";
import type { JobReading } from "../node/job-reading.ts";
import { runFolder } from "../site/data-layout.ts";
import type { RunObserver } from "./ports.ts";

const standingShape = object({
  /** The level that the job's warden last showed to hold, ppm; null before its first heartbeat. */
  levelPpm: nullable(integer(0, 1_000_000)),
  processes: integer(),
  /** When this was said, ms since 1970. */
  heardAt: integer(),
  /** When the lease runs out unless it is renewed, ms since 1970. */
  leaseEndsAt: integer(),
  leaseTtlMs: integer(),
});

/** What the controller of a run says of its job: to be looked at, and nothing is decided by it. */
export type JobStanding = Shaped<typeof standingShape>;

const standingFile = (dataDirectory: string, run: string): string => join(runFolder(dataDirectory, run), "job.json");

/**
 * Keeps what is known of a run's job at every renewal of its lease, where other processes of the machine can read it. That it could
 * not be kept is no fault of the run.
 */
export const jobStandingKeeper = (
  dataDirectory: string,
  run: string,
  { clock, readingOf }: { readonly clock: Clock; readonly readingOf: (run: string) => JobReading | null },
): RunObserver => ({
  renewed: ({ ttlMs }) => {
    const { levelPpm = null, processes = 0 } = readingOf(run) ?? {};
    const heardAt = clock.wallMs();
    const standing: JobStanding = { levelPpm, processes, heardAt, leaseEndsAt: heardAt + ttlMs, leaseTtlMs: ttlMs };
    replaceUnsynced(standingFile(dataDirectory, run), `${JSON.stringify(standing)}\n`);
  },
});

/** What the controller last said; `null` where nothing was kept that can be read. */
export function jobStandingOf(dataDirectory: string, run: string): JobStanding | null {
  try {
    const standing = standingShape.parse(JSON.parse(readFileSync(standingFile(dataDirectory, run), "utf8")));
    return standing.ok ? standing.value : null;
  } catch {
    return null;
  }
}

/** Whole or not at all, but not durable: a machine that comes up again has no such job. */
function replaceUnsynced(file: string, text: string): void {
  const draft = `${file}.draft`;
  try {
    writeFileSync(draft, text);
    renameSync(draft, file);
  } catch {
    // What is shown of a job must not end a run.
  }
}
