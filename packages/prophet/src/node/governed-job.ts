import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { AdviceFollower } from "./governed/advice-follower.ts";
import { type CheckpointNotes, writtenNotes } from "./governed/checkpoint-notes.ts";
import { readVerdict, type Verdict } from "./governed/verdict.ts";
import { writeAtomically } from "./governed/write-atomically.ts";

export type { CheckpointNotes } from "./governed/checkpoint-notes.ts";
export type { Verdict } from "./governed/verdict.ts";

/** The cooperative end of a lease: what a training under `plimsoll run` is told, and what it says of itself (docs/guides/govern-a-job.md). */
export interface GovernedJob {
  /** The folder for its checkpoints, a full path. */
  readonly checkpoints: string;
  /**
   * Share of the rule's rate that is advised now, in [0, 1]. At 0 no step is to be taken. Doubt, such as an advice that cannot be read, is 0, and
   * so is the time until the checkpoint that was noted last is judged: no weights are learnt from that may be found wanting.
   * Cheap enough to be asked before each step, and answered in turn: what it gives is reported to the governor.
   */
  scale(): number;
  /** Notes on a checkpoint, to be written before it appears under its name: durable on return. */
  note(checkpoint: string, notes: CheckpointNotes): void;
  /**
   * Waits until a checkpoint is judged. The next `scale` is what holds then.
   * @param signal ends the wait; its reason is thrown
   * @throws PlimsollError `PROPHET_VERDICT` for what is no verdict
   */
  verdict(checkpoint: string, signal?: AbortSignal): Promise<Verdict>;
}

/** What a governed job needs of its machine. */
export interface JobPorts {
  readonly clock: Clock;
  readonly wait: (ms: number) => Promise<unknown>;
}

const SYSTEM: JobPorts = { clock: systemClock, wait: sleep };

const NOTES = ".plimsoll";
const VERDICT_POLL_MS = 10;

/**
 * The governed job that this process is, by its environment: `PLIMSOLL_RUN` and `PLIMSOLL_CHECKPOINTS`, which `plimsoll run` sets; `null`
 * where one of them is missing or empty, for then nobody governs it. `PLIMSOLL_ADVICE` says that a governor advises, and where: no file there is doubt.
 */
export function governedJob(
  environment: Readonly<Record<string, string | undefined>>,
  { clock, wait }: JobPorts = SYSTEM,
): GovernedJob | null {
  const { PLIMSOLL_RUN: run = "", PLIMSOLL_CHECKPOINTS: folder = "", PLIMSOLL_ADVICE: advice = "" } = environment;
  if (run === "" || folder === "") return null;
  const checkpoints = resolve(folder);
  const notes = join(checkpoints, NOTES);
  const file = advice === "" ? join(notes, "advice.json") : resolve(advice);
  const verdictFile = (checkpoint: string): string => join(notes, `${checkpoint}.verdict.json`);
  let unjudged: string | null = null;
  const isHeld = (): boolean => {
    if (unjudged !== null && existsSync(verdictFile(unjudged))) unjudged = null;
    return unjudged !== null;
  };
  const follower = new AdviceFollower({
    file,
    reportFile: join(dirname(file), "advice-report.json"),
    isAdvised: advice !== "",
    isHeld,
    clock,
  });
  return {
    checkpoints,
    scale: () => follower.scale(),
    note: (checkpoint, said) => {
      writeAtomically(join(notes, `${checkpoint}.json`), writtenNotes(said));
      unjudged = checkpoint;
      follower.lookAnew();
    },
    verdict: async (checkpoint, signal) => {
      for (;;) {
        // Else the wait would keep a process alive that was asked to end.
        signal?.throwIfAborted();
        const verdict = readVerdict(verdictFile(checkpoint));
        if (verdict !== null) return (follower.lookAnew(), verdict);
        await wait(VERDICT_POLL_MS);
      }
    },
  };
}
