import { type Clock, PlimsollError } from "@plimsoll/foundation";
import type { PublicKey } from "@plimsoll/foundation/node";
import type { Entry, KernelState } from "@plimsoll/kernel";
import type { Ledger, LedgerReader, SignedCommand } from "@plimsoll/ledger";
import { Sequencer } from "../sequencer.ts";
import type { Submission } from "../submission.ts";
import type { SiteWriter } from "../site-writer.ts";
import { entriesOf, Following } from "./following.ts";
import { type HandInAnswer, submissionOf } from "./hand-in-answer.ts";
import type { HandInFolder } from "./hand-in-folder.ts";
import { Writing } from "./writing.ts";

export interface SharedWriterParts {
  /** Opens the ledger as its only writer. Throws `DATA_IN_USE` while another process is. */
  readonly openLedger: () => Ledger;
  /** Opens it for reading, which is always possible once it is there. */
  readonly openReader: () => LedgerReader;
  readonly openFolder: () => HandInFolder;
  readonly clock: Clock;
  readonly keyOf: (keyId: string) => PublicKey | undefined;
}

/** How long a command may wait for its answer. A shipped training lease is over by then. */
const ANSWER_MS_MAX = 5_000;

/** How often somebody who waits tries to become the writer himself. */
const SUCCESSION_INTERVAL_MS = 50;

const FIRST_LOOK_MS = 1;
const LOOK_MS_MAX = 10;

/**
 * One writer for many processes of one machine (design/kernel.md §1: one kernel per site, one writer).
 *
 * Whoever opens the site first has the ledger and decides. The others sign their commands, hand them in, wait for the
 * answer, and read from the log what was decided. When the writer ends, by whatever way, the operating system frees its
 * lock, and the first of the others who wants something takes its place. A daemon does not wait for that end: it asks, and whoever decides
 * in its absence hands the ledger over. Waiting is synchronous, as deciding is: a process
 * that cannot get its command decided does nothing meanwhile, and its leases run out (law L1).
 */
export class SharedWriter implements SiteWriter {
  readonly #parts: SharedWriterParts;
  readonly #observers: ((entry: Entry) => void)[] = [];
  #role: Writing | Following;

  constructor(parts: SharedWriterParts) {
    this.#parts = parts;
    const writing = this.#tryWriting();
    this.#role = writing ?? this.#following();
    writing?.begin(() => this.#handOver(writing));
  }

  get log(): LedgerReader {
    return this.#role.log;
  }

  get state(): KernelState {
    return this.#role.state;
  }

  now(): number {
    return Math.max(this.#parts.clock.wallMs(), this.state.clockMs);
  }

  observe(observer: (entry: Entry) => void): void {
    this.#observers.push(observer);
  }

  submit(command: SignedCommand): Submission {
    if (this.#role instanceof Writing) return this.#role.submit(command);
    return this.#handIn(command, this.#role);
  }

  close(): void {
    this.#role.close();
  }

  #handIn(command: SignedCommand, following: Following): Submission {
    const { folder } = following;
    const name = folder.leave(command);
    try {
      const answer = this.#answerTo(name, following);
      if (answer === null) return this.submit(command);
      if (this.#role === following) following.catchUp();
      return submissionOf(answer, (from) => [...entriesOf(this.log, from)].map(({ entry }) => entry));
    } finally {
      folder.takeBack(name);
    }
  }

  /** `null` once this process has become the writer and decides for itself. Throws `SITE_BUSY`. */
  #answerTo(name: string, following: Following): HandInAnswer | null {
    const { folder } = following;
    const { clock } = this.#parts;
    const startedAt = clock.monotonicMs();
    let triedAt = startedAt;
    for (let lookMs = FIRST_LOOK_MS; ; lookMs = Math.min(2 * lookMs, LOOK_MS_MAX)) {
      const answer = folder.fetch(name);
      if (answer !== null) return answer;
      const nowMs = clock.monotonicMs();
      if (nowMs - triedAt >= SUCCESSION_INTERVAL_MS) {
        // The one before may have answered with its last breath.
        if (this.#succeeds(following)) return folder.fetch(name);
        triedAt = nowMs;
      }
      if (nowMs - startedAt > ANSWER_MS_MAX) throw siteBusy(folder.directory);
      pause(lookMs);
    }
  }

  #succeeds(following: Following): boolean {
    const writing = this.#tryWriting();
    if (writing === null) return false;
    // Nothing can come behind it any more: the log is ours.
    following.catchUp();
    following.close();
    this.#role = writing;
    writing.begin(() => this.#handOver(writing));
    return true;
  }

  /**
   * Lets a daemon that asks decide in this one's place: from here on this process hands its commands in. Harmless where nobody takes
   * the ledger: then it succeeds itself at its next command. Opened for reading first: what cannot be followed is not given away.
   */
  #handOver(writing: Writing): void {
    if (this.#role !== writing) return;
    this.#role = this.#following(writing.state);
    writing.close();
  }

  #tryWriting(): Writing | null {
    try {
      return writingOver(this.#parts.openLedger(), this.#parts, (entry) => this.#tell(entry));
    } catch (cause) {
      if (cause instanceof PlimsollError && cause.code === "DATA_IN_USE") return null;
      throw cause;
    }
  }

  #following(known?: KernelState): Following {
    const { openReader, openFolder } = this.#parts;
    return new Following(openReader(), openFolder(), (entry) => this.#tell(entry), known);
  }

  #tell(entry: Entry): void {
    for (const observer of this.#observers) observer(entry);
  }
}

/** Whoever cannot decide must not keep the ledger. */
function writingOver(ledger: Ledger, parts: SharedWriterParts, tell: (entry: Entry) => void): Writing {
  try {
    const sequencer = new Sequencer({ ...parts, ledger });
    sequencer.observe(tell);
    return new Writing(sequencer, parts.openFolder(), parts.clock);
  } catch (cause) {
    ledger.close();
    throw cause;
  }
}

/** Blocks this thread: what waits here is a decision, and nothing may go on without it. */
const pause = (delayMs: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), 0, 0, delayMs);
};

const siteBusy = (directory: string): PlimsollError =>
  new PlimsollError({
    code: "SITE_BUSY",
    expected: "an answer from the process that has the site open",
    received: `none in ${ANSWER_MS_MAX} ms, in "${directory}"`,
    fix: "look at that process: it is stopped, or computes without end; then try again",
  });
