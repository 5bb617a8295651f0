import { type Connection, problemOf, sent, unreachable } from "../http/ask.ts";
import { UnreachableError } from "../http/client-error.ts";
import { EventReader, type EventText } from "./event-text.ts";

/** One connection of `GET /v1/events`: its events, until it ends or nothing comes for so long. Throws `ClientError`s. */
export async function* eventTexts(
  connection: Connection,
  after: number | null,
  waitMs: () => number,
  signal: AbortSignal | undefined,
): AsyncGenerator<EventText, void, undefined> {
  const ended = new AbortController();
  const either = signal === undefined ? ended.signal : AbortSignal.any([signal, ended.signal]);
  const inTime = <Value>(promise: Promise<Value>): Promise<Value> => within(connection, promise, waitMs(), ended);
  try {
    const body = await inTime(opened(connection, after, either));
    const [events, decoder] = [new EventReader(), new TextDecoder()];
    for (;;) {
      const { value, done } = await inTime(body.read());
      if (done) return;
      yield* events.read(decoder.decode(value, { stream: true }));
    }
  } catch (cause) {
    throw unreachable(cause);
  } finally {
    ended.abort();
  }
}

async function opened(
  connection: Connection,
  after: number | null,
  signal: AbortSignal,
): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const headers = after === null ? {} : { "last-event-id": String(after) };
  const response = await sent(connection, new URL("/v1/events", connection.base), { headers, signal });
  if (response.status !== 200 || response.body === null) throw await problemOf(response);
  return response.body.getReader() as ReadableStreamDefaultReader<Uint8Array>;
}

/** What comes too late ends the connection: one that is half open would never end by itself. */
async function within<Value>(
  { machine }: Connection,
  promise: Promise<Value>,
  ms: number,
  ended: AbortController,
): Promise<Value> {
  const timer = new AbortController();
  const late = machine.sleep(Math.max(0, ms), timer.signal).then(() => {
    const fault = new UnreachableError(`nothing for ${ms} ms`, null);
    ended.abort(fault);
    throw fault;
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer.abort(null);
    late.catch(() => {});
    promise.catch(() => {});
  }
}
