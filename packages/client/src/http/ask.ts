import type { Envelope } from "../generated/types.ts";
import type { Machine } from "../machine/machine.ts";
import { answerMalformed, ClientError, UnreachableError } from "./client-error.ts";
import { boundedBytes } from "./bounded-bytes.ts";
import type { OperationSpec } from "./operation-spec.ts";
import { problemIn } from "./problem-in.ts";
import { type Fields, requestPath } from "./request-path.ts";
import { RETRIES_MAX, retryDelayMs } from "./retry.ts";

/** What is given to an operation. */
export interface Given {
  readonly fields?: Fields;
  readonly body?: Envelope;
}

export interface AskOptions {
  /** Ends the asking, waits included. */
  readonly signal?: AbortSignal;
  /** The longest that one attempt may take, ms (default: the client's). */
  readonly timeoutMs?: number;
}

export type Ask = (operation: OperationSpec, given: Given, options: AskOptions) => Promise<unknown>;

/** Whom a client asks, and how patiently. */
export interface Connection {
  /** Address of the daemon, with its slash. */
  readonly base: URL;
  /** The read token of this instant; null where none is needed. */
  readonly token: () => Promise<string | null>;
  /** The longest that one attempt may take, ms. */
  readonly timeoutMs: number;
  readonly machine: Machine;
}

/**
 * Asks, and again where the same question may be answered later: a read, or an envelope, which is the same command however
 * often it arrives. At most four attempts, each for a bounded time.
 */
export const askerOf =
  (connection: Connection): Ask =>
  async (operation, given, options) => {
    const { signal } = options;
    for (let attempt = 0; ; attempt += 1) {
      signal?.throwIfAborted();
      try {
        return await askOnce(connection, operation, given, options);
      } catch (fault) {
        signal?.throwIfAborted();
        const delayMs =
          attempt < RETRIES_MAX ? retryDelayMs(fault, operation.method, attempt, connection.machine) : null;
        if (delayMs === null) throw fault;
        await connection.machine.sleep(delayMs, signal);
      }
    }
  };

async function askOnce(
  connection: Connection,
  operation: OperationSpec,
  { fields = {}, body }: Given,
  { signal, timeoutMs = connection.timeoutMs }: AskOptions,
): Promise<unknown> {
  const url = new URL(requestPath(operation, fields), connection.base);
  const ended = AbortSignal.timeout(timeoutMs);
  const response = await sent(connection, url, {
    method: operation.method,
    headers: body === undefined ? {} : { "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: signal === undefined ? ended : AbortSignal.any([signal, ended]),
  });
  const bytes = await received(response);
  if (!operation.statuses.includes(response.status)) throw problemIn(response, bytes);
  return answerIn(operation, bytes);
}

/** Sends a request with the read token. No redirect is followed: a token is for one site. */
export async function sent({ machine, token }: Connection, url: URL, init: RequestInit): Promise<Response> {
  const bearer = await token();
  const headers = new Headers(init.headers);
  if (bearer !== null) headers.set("authorization", `Bearer ${bearer}`);
  try {
    return await machine.fetch(url, { ...init, headers, redirect: "error", cache: "no-store", credentials: "omit" });
  } catch (cause) {
    throw unreachable(cause);
  }
}

async function received(response: Response): Promise<Uint8Array> {
  try {
    return await boundedBytes(response);
  } catch (cause) {
    throw unreachable(cause);
  }
}

/** A failure of the transport; what a client threw itself passes. */
export function unreachable(cause: unknown): ClientError {
  if (cause instanceof ClientError) return cause;
  const { message, cause: deeper } = cause as Error;
  return new UnreachableError(deeper instanceof Error ? `${message} (${deeper.message})` : message, cause);
}

function answerIn({ answer }: OperationSpec, bytes: Uint8Array): unknown {
  if (answer === "bytes") return bytes;
  const text = new TextDecoder().decode(bytes);
  return answer === "text" ? text : jsonIn(text);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw answerMalformed("JSON", text.slice(0, 200));
  }
}

/** The problem that an answer brought, to be thrown. */
export const problemOf = async (response: Response): Promise<ClientError> =>
  problemIn(response, await received(response));
