/** An answer that was read to its end. */
export interface BoundedAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Uint8Array;
}

export interface BoundedRequest {
  /** For the whole exchange, to the last byte. */
  readonly timeoutMs: number;
  /** Of the body of the answer; more is an error. */
  readonly bytesMax: number;
  /** Posted where given. */
  readonly body?: string;
}

/** More than `bytesMax` bytes came. */
export class AnswerTooLongError extends Error {}

/** Fetches without trusting the server: bounded time, bounded memory, no redirect. Throws what `fetch` throws, or `AnswerTooLongError`. */
export async function boundedFetch(url: string, { timeoutMs, bytesMax, body }: BoundedRequest): Promise<BoundedAnswer> {
  const signal = AbortSignal.timeout(timeoutMs);
  const posted =
    body === undefined ? {} : { method: "POST", body, headers: { "content-type": "text/plain; charset=utf-8" } };
  const response = await fetch(url, { ...posted, signal, redirect: "error" });
  const contentType = response.headers.get("content-type") ?? "";
  return { status: response.status, contentType, body: await boundedBody(response, bytesMax) };
}

/** `fetch` keeps the reason in the cause of its error. */
export function fetchFailure(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause instanceof Error && cause.cause.message !== "" ? cause.cause.message : cause.message;
}

async function boundedBody(response: Response, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new AnswerTooLongError(`more than ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
