import { type Clock, err, ok, PlimsollError, type Result } from "@plimsoll/foundation";
import {
  type Checkpoint,
  type Cosigner,
  type KnownLog,
  type UnverifiedAddCheckpoint,
  type WitnessResponse,
  type WitnessState,
  witnessStep,
} from "@plimsoll/ledger";
import { beginning, FollowedLog, type Position } from "./followed-log.ts";
import { type LogSource, sourceUnavailable } from "./log-source.ts";
import type { ReexecutionRefusal } from "./re-execution.ts";
import type { WitnessStore } from "./witness-state.ts";

/** A log that the witness serves, and where it reads the log's leaves. */
export interface WatchedLog extends KnownLog {
  readonly source: LogSource;
}

/** What the witness answers: as C2SP tlog-witness has it, or 503 when it could not come to a decision. */
export type WitnessAnswer = WitnessResponse | { readonly status: 503; readonly reason: string };

export interface LogWatchParts {
  readonly log: WatchedLog;
  readonly cosigners: readonly Cosigner[];
  readonly store: WitnessStore;
  readonly clock: Clock;
  /** How far the times of entries may be ahead of the witness's clock, ms. */
  readonly clockToleranceMs: number;
  /** Gets what kept the witness from a decision. */
  readonly report: (origin: string, fault: PlimsollError) => void;
}

/** What the witness knows of a log. */
export interface LogStatus {
  readonly origin: string;
  /** Leaves of the latest checkpoint that was cosigned. */
  readonly size: number;
  /** Base64. */
  readonly root: string;
  /** Entries that were decided again since the log began, as far as they are in memory; `null` before the first request. */
  readonly entryCount: number | null;
  /** Why the latest checkpoint that was looked into was not cosigned; `null` if it was. */
  readonly refusal: ReexecutionRefusal | null;
}

/** More requests than these do not wait. */
const WAITING_MAX = 8;
/** Fewer are decided again in less time than a person notices. */
const ENTRIES_BETWEEN_SNAPSHOTS = 10_000;

/** Watches one log: one request at a time goes through decision, state and signature. */
export class LogWatch {
  readonly #parts: LogWatchParts;
  #position: Position | null = null;
  #entriesKept = 0;
  #refusal: ReexecutionRefusal | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(parts: LogWatchParts) {
    this.#parts = parts;
  }

  get status(): LogStatus {
    const { log, store } = this.#parts;
    const { size, root } = store.read(log.origin);
    return {
      origin: log.origin,
      size,
      root: Buffer.from(root).toString("base64"),
      entryCount: this.#position?.state.entryCount ?? null,
      refusal: this.#refusal,
    };
  }

  /** Answers a request. Throws only for a defect, and has signed nothing then. */
  async addCheckpoint(request: UnverifiedAddCheckpoint): Promise<WitnessAnswer> {
    const { log, store } = this.#parts;
    try {
      // What would be refused anyway does not wait, nor keep others waiting.
      const step = witnessStep(store.read(log.origin), request, log);
      if (step.decision === "refuse") return step.response;
      return this.#waiting < WAITING_MAX ? await this.#inTurn(() => this.#decide(request)) : BUSY;
    } catch (cause) {
      if (!(cause instanceof PlimsollError)) throw cause;
      this.#parts.report(log.origin, cause);
      return { status: 503, reason: `${cause.code}: the witness could not look into this checkpoint; ask again later` };
    }
  }

  /** Waits for what is being decided, and keeps where the kernel stands. */
  async close(): Promise<void> {
    await this.#turn;
    this.#parts.log.source.release?.();
    if (this.#position !== null && this.#position.state.entryCount > this.#entriesKept) this.#keep(this.#position);
  }

  async #inTurn(decide: () => Promise<WitnessAnswer>): Promise<WitnessAnswer> {
    this.#waiting += 1;
    const turn = this.#turn.then(decide).finally(() => {
      this.#waiting -= 1;
    });
    this.#turn = turn.catch(() => {});
    return await turn;
  }

  /** Verify, follow, save, sign: in this order and no other. */
  async #decide(request: UnverifiedAddCheckpoint): Promise<WitnessAnswer> {
    const { log, store } = this.#parts;
    const state = store.read(log.origin);
    const step = witnessStep(state, request, log);
    if (step.decision === "refuse") return step.response;
    const followed = await this.#followed(state, request.checkpoint);
    this.#refusal = followed.ok ? null : followed.error;
    if (!followed.ok) return { status: 422, reason: problemText(followed.error) };
    store.replace(log.origin, state, step.nextState);
    this.#position = followed.value;
    const answer = this.#cosigned(step.noteText);
    this.#keepIfDue(followed.value);
    return answer;
  }

  #cosigned(noteText: string): WitnessAnswer {
    const { cosigners, clock } = this.#parts;
    const timestampSeconds = Math.floor(clock.wallMs() / 1000);
    return { status: 200, cosignatures: cosigners.map((cosigner) => cosigner.cosign(noteText, timestampSeconds)) };
  }

  /** A source that failed is opened anew the next time: the log may have been put back in its place. */
  async #followed(cosigned: WitnessState, checkpoint: Checkpoint): Promise<Result<Position, ReexecutionRefusal>> {
    try {
      return await this.#follow(cosigned, checkpoint);
    } catch (cause) {
      this.#parts.log.source.release?.();
      throw cause;
    }
  }

  /** Decides everything again from where the kernel stands up to the new checkpoint, by way of the one that was cosigned. */
  async #follow(cosigned: WitnessState, checkpoint: Checkpoint): Promise<Result<Position, ReexecutionRefusal>> {
    const { log, clock, clockToleranceMs } = this.#parts;
    const position = this.#position ?? this.#restored();
    const followed = new FollowedLog(position, {
      origin: log.origin,
      notAfterMs: clock.wallMs() + clockToleranceMs,
    });
    for (const head of [cosigned, checkpoint]) {
      await readUpTo(head.size, followed, log.source);
      assertLeadsTo(head, followed, log.source);
      if (followed.refusal !== null) return err(followed.refusal);
      this.#position = head === cosigned ? followed.position() : this.#position;
    }
    return ok(followed.position());
  }

  #restored(): Position {
    const { log, store } = this.#parts;
    const kept = store.readPosition(log.origin);
    this.#entriesKept = kept?.state.entryCount ?? 0;
    return kept ?? beginning();
  }

  #keepIfDue(position: Position): void {
    if (position.state.entryCount - this.#entriesKept >= ENTRIES_BETWEEN_SNAPSHOTS) this.#keep(position);
  }

  /** What cannot be kept costs time after the next start, and nothing else. */
  #keep(position: Position): void {
    try {
      this.#parts.store.keepPosition(this.#parts.log.origin, position);
      this.#entriesKept = position.state.entryCount;
    } catch {
      // The log itself has everything.
    }
  }
}

const BUSY: WitnessAnswer = { status: 503, reason: "too many requests wait for this log; ask again later" };

async function readUpTo(size: number, followed: FollowedLog, source: LogSource): Promise<void> {
  if (followed.size === size) return;
  for await (const block of source.leaves(followed.size, size)) {
    for (const leaf of block.slice(0, size - followed.size)) followed.take(leaf);
    if (followed.size === size) break;
  }
  if (followed.size !== size) throw sourceUnavailable(source.name, `${followed.size} leaves of ${size}`);
  followed.endDecision();
}

/** Only leaves that the log signed say anything of the log. */
function assertLeadsTo({ size, root }: WitnessState, followed: FollowedLog, source: LogSource): void {
  if (Buffer.compare(followed.root(), root) === 0) return;
  throw sourceUnavailable(source.name, `${size} leaves that do not lead to the root of the checkpoint`);
}

const problemText = ({ code, entryIndex, expected, received }: ReexecutionRefusal): string =>
  `${code} at entry ${entryIndex}: expected ${expected}, got ${received}`.replaceAll(/[\p{Cc}]+/gu, " ");
