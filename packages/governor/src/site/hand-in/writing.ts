import { type FSWatcher, unwatchFile, watch, watchFile } from "node:fs";
import type { Clock } from "@plimsoll/foundation";
import type { Entry, KernelState } from "@plimsoll/kernel";
import type { LedgerReader, SignedCommand } from "@plimsoll/ledger";
import type { Sequencer } from "../sequencer.ts";
import type { SiteWriter } from "../site-writer.ts";
import type { Submission } from "../submission.ts";
import { answerOf, faultAnswer, type HandInAnswer } from "./hand-in-answer.ts";
import type { HandInFolder } from "./hand-in-folder.ts";

/** Where the operating system tells of no new file, one is found this much later. */
const LOOK_INTERVAL_MS = 100;

/** Has the ledger, decides, and answers what others hand in. */
export class Writing implements SiteWriter {
  readonly #sequencer: Sequencer;
  readonly #folder: HandInFolder;
  readonly #clock: Clock;
  #stopLooking: () => void = () => {};

  constructor(sequencer: Sequencer, folder: HandInFolder, clock: Clock) {
    this.#sequencer = sequencer;
    this.#folder = folder;
    this.#clock = clock;
  }

  /**
   * Begins to answer: what lies there already, which nobody will tell of any more, and what comes.
   *
   * @param handOver called when a daemon asks for the ledger, never while a command is decided; without it nothing is handed over
   */
  begin(handOver?: () => void): void {
    this.#stopLooking = onChange(this.#folder.directory, () => {
      this.#answerAll();
      if (handOver !== undefined) this.#handOverIfAsked(handOver);
    });
    this.#answerAll();
  }

  get log(): LedgerReader {
    return this.#sequencer.log;
  }

  get state(): KernelState {
    return this.#sequencer.state;
  }

  now(): number {
    return this.#sequencer.now();
  }

  observe(observer: (entry: Entry) => void): void {
    this.#sequencer.observe(observer);
  }

  submit(command: SignedCommand): Submission {
    return this.#sequencer.submit(command);
  }

  /** Several at once, durable by one sync. Throws what the ledger throws; nothing was decided then. */
  submitAll(commands: readonly SignedCommand[]): readonly Submission[] {
    return this.#sequencer.submitAll(commands);
  }

  close(): void {
    this.#stopLooking();
    this.#sequencer.close();
  }

  #answerAll(): void {
    try {
      this.#folder.tidy(this.#clock.wallMs());
      for (const { name, command } of this.#folder.waiting()) this.#folder.answer(name, this.#decide(command));
    } catch {
      // A full disk, say: the command waits, and the next look answers that it was decided.
    }
  }

  #handOverIfAsked(handOver: () => void): void {
    try {
      if (this.#folder.takeLedgerWanted()) handOver();
    } catch {
      // As above: who asks asks again.
    }
  }

  #decide(command: unknown): HandInAnswer {
    const firstEntry = this.state.entryCount;
    try {
      const submission = this.#sequencer.submit(command as SignedCommand);
      return answerOf(submission, this.state.entryCount);
    } catch (cause) {
      const count = this.state.entryCount - firstEntry;
      if (count === 0) return faultAnswer(cause);
      // Decided and durable; it is one of our own observers that broke, and that is not for the one who asked to mend.
      queueMicrotask(() => {
        throw cause;
      });
      return { kind: "decided", firstEntry, count };
    }
  }
}

/** Looks when the operating system tells, and from time to time; keeps no process alive. */
export function onChange(directory: string, look: () => void): () => void {
  const told = watchIfPossible(directory, look);
  watchFile(directory, { persistent: false, interval: LOOK_INTERVAL_MS }, look);
  return () => {
    told?.close();
    unwatchFile(directory, look);
  };
}

/** A machine may have no more of these to give: the other way of looking remains. */
function watchIfPossible(directory: string, look: () => void): FSWatcher | null {
  try {
    return watch(directory, { persistent: false }, look).on("error", () => {});
  } catch {
    return null;
  }
}
