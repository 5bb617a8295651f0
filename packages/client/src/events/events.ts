import type { Connection } from "../http/ask.ts";
import { ClientError, ProblemError } from "../http/client-error.ts";
import { PlaceInLog } from "./place-in-log.ts";
import { heardEvent, type SiteEvent } from "./site-event.ts";
import { eventTexts } from "./stream.ts";

/** A site pulses each second (SVR-42): after three that did not come, what is shown is old. */
const SILENCE_MS = 3_000;
const DELAY_MS_FIRST = 100;
const DELAY_MS_MAX = 2_000;

export interface EventOptions {
  /** Index of the last entry that is known; without it the stream begins with what comes. */
  readonly after?: number;
  /** After so long without an event a `silence` is told, ms (default 3 000). */
  readonly silenceMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Every entry of the log in its order, each once, over as many connections as it takes; a pulse each second; and one
 * `silence` when nothing came for 3 s. Ends by `return`, or throws the signal's reason.
 *
 * Throws `LOG_SHORTER` and `ENTRIES_MISSING` where the site goes back on what it said, and problems that waiting cannot mend.
 */
export async function* siteEvents(
  connection: Connection,
  { after, silenceMs = SILENCE_MS, signal }: EventOptions,
): AsyncGenerator<SiteEvent, void, undefined> {
  const place = new PlaceInLog(after ?? null);
  const watch = new PulseWatch(connection, silenceMs);
  for (let failures = 0; ; failures += 1) {
    signal?.throwIfAborted();
    try {
      for await (const text of eventTexts(connection, place.last, () => watch.waitMs(), signal)) {
        const event = heardEvent(text);
        place.hear(event);
        watch.heard();
        failures = 0;
        yield event;
      }
    } catch (fault) {
      signal?.throwIfAborted();
      if (!(fault instanceof ClientError) || !fault.retryable) throw fault;
      await pause(connection, watch, delayMs(fault, failures, connection), signal);
    }
    if (watch.isSilent()) yield { type: "silence", silentMs: watch.silentMs() };
  }
}

/** Not beyond the instant at which a silence is to be told. */
async function pause(
  { machine }: Connection,
  watch: PulseWatch,
  ms: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  await machine.sleep(Math.max(1, Math.min(ms, watch.untilToldMs())), signal);
}

function delayMs(fault: ClientError, failures: number, { machine }: Connection): number {
  const asked = fault instanceof ProblemError ? (fault.retryAfterMs ?? 0) : 0;
  const full = Math.min(DELAY_MS_MAX, DELAY_MS_FIRST * 2 ** Math.min(failures, 10));
  return Math.max(asked, Math.round(full * (0.5 + machine.chance() / 2)));
}

/** How long nothing was heard, and whether that was told. */
class PulseWatch {
  readonly #connection: Connection;
  readonly #silenceMs: number;
  #heardMs: number;
  #isTold = false;

  constructor(connection: Connection, silenceMs: number) {
    this.#connection = connection;
    this.#silenceMs = silenceMs;
    this.#heardMs = connection.machine.monotonicMs();
  }

  heard(): void {
    this.#heardMs = this.#connection.machine.monotonicMs();
    this.#isTold = false;
  }

  silentMs(): number {
    return this.#connection.machine.monotonicMs() - this.#heardMs;
  }

  /** How long a connection may say nothing: until the silence is told, and as long again once it was. */
  waitMs(): number {
    return this.#isTold ? this.#silenceMs : Math.max(0, this.#silenceMs - this.silentMs());
  }

  untilToldMs(): number {
    return this.#isTold ? Number.POSITIVE_INFINITY : Math.max(0, this.#silenceMs - this.silentMs());
  }

  /** True once for each silence. */
  isSilent(): boolean {
    if (this.#isTold || this.silentMs() < this.#silenceMs) return false;
    this.#isTold = true;
    return true;
  }
}
