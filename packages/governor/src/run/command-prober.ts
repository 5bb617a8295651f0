import { type Digest, PlimsollError } from "@plimsoll/foundation";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Job, JobExit, ProbeRequest, Prober, WindowResult } from "./ports.ts";
import { TrialLines } from "./trial-lines.ts";

/** Starts a command under an evaluation lease and keeps that lease until the command ends. */
export type ProbeLauncher = (probe: {
  readonly lease: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}) => Promise<Job>;

export interface CommandProberOptions {
  /** Program and arguments; the path of the checkpoint is added as the last. */
  readonly command: readonly string[];
  /** Names what the probes are drawn from; bound before the first trial. */
  readonly probeSet: Digest;
  /** The folder of the run: where requests, transcripts and errors of its window sets are kept. */
  readonly transcripts: string;
  readonly launch: ProbeLauncher;
  readonly wait: (ms: number) => Promise<void>;
}

const PROGRESS_MS = 500;

/**
 * Probes with a program: it gets the checkpoint's path as its last argument and one JSON line for each window on standard
 * input, and prints one JSON line for each trial on standard output (docs/guides/govern-a-job.md, "The probe command").
 */
export class CommandProber implements Prober {
  readonly probeSet: Digest;
  readonly #options: CommandProberOptions;

  constructor(options: CommandProberOptions) {
    this.#options = options;
    this.probeSet = options.probeSet;
  }

  async *probe(
    { set, lease, checkpoint, windows, onProgress }: ProbeRequest,
    signal: AbortSignal,
  ): AsyncIterable<WindowResult> {
    const files = this.#filesOf(set, lease);
    writeFileSync(files.windows, windows.map((window) => `${JSON.stringify(window)}\n`).join(""));
    const environment = {
      PLIMSOLL_WINDOWS: files.windows,
      PLIMSOLL_TRIALS: files.trials,
      PLIMSOLL_PROBE_ERRORS: files.errors,
    };
    const job = await this.#options.launch({
      lease,
      command: redirected([...this.#options.command, checkpoint.path]),
      environment,
    });
    const interrupt = (): void => void job.kill("interrupted");
    // It may have come while the job was started.
    if (signal.aborted) interrupt();
    else signal.addEventListener("abort", interrupt, { once: true });
    const exit = await this.#watched(job, files.trials, onProgress);
    // Interrupted trials are not failed ones: the set stays open, and the next start asks for them again.
    if (signal.aborted) return;
    if (exit.signal !== null) throw probeLost(set, exit.signal);
    const lines = new TrialLines(windows);
    for (const line of readLines(files.trials)) lines.take(line);
    if (lines.trials === 0) throw probeFailed(set, exit.code, files.errors);
    yield* lines.results();
  }

  async #watched(job: Job, trials: string, onProgress: (trials: number) => void): Promise<JobExit> {
    let exit: JobExit | null = null;
    while (exit === null) {
      exit = await Promise.race([this.#options.wait(PROGRESS_MS).then(() => null), job.exited]);
      onProgress(readLines(trials).length);
    }
    return exit;
  }

  /** A name for each attempt: a prober of a start that was killed may come to its shell late, and would empty our files. */
  #filesOf(set: string, lease: string): { windows: string; trials: string; errors: string } {
    const base = join(this.#options.transcripts, `${lastPart(set)}.${lastPart(lease)}`);
    mkdirSync(this.#options.transcripts, { recursive: true });
    return { windows: `${base}.windows.jsonl`, trials: `${base}.trials.jsonl`, errors: `${base}.errors.txt` };
  }
}

/** Window sets and leases of a run are named behind its name: `RUN/set-1`. */
const lastPart = (name: string): string => name.slice(name.lastIndexOf("/") + 1);

/** A warden gives a job no standard streams; a shell that becomes the program does. */
const redirected = (command: readonly string[]): readonly string[] => [
  "/bin/sh",
  "-c",
  'exec "$@" <"$PLIMSOLL_WINDOWS" >"$PLIMSOLL_TRIALS" 2>"$PLIMSOLL_PROBE_ERRORS"',
  "probe",
  ...command,
];

function readLines(file: string): string[] {
  try {
    return readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line !== "");
  } catch {
    return [];
  }
}

/** A prober that measured nothing at all is broken, not the model: the set stays open until its deadline, and so does the doubt. */
const probeFailed = (set: string, exitCode: number | null, errors: string): PlimsollError =>
  new PlimsollError({
    code: "PROBE_FAILED",
    expected: `a probe command that prints trials for ${set}`,
    received: `exit code ${exitCode} and none: ${readLines(errors).at(-1) ?? "no message"}`,
    fix: `mend the command (its messages are in ${errors}) and start the run again`,
  });

/** A prober that somebody killed has measured nothing: its set stays open, with the same probes, until its deadline. */
const probeLost = (set: string, signal: string): PlimsollError =>
  new PlimsollError({
    code: "PROBE_LOST",
    expected: `a probe command that ends by itself in ${set}`,
    received: `its end by ${signal}`,
    fix: "start the run again: the open window set is taken up where it stands",
  });
