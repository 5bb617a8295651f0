import { err, ok, type PlimsollError, type Result } from "@plimsoll/foundation";
import { anchorFailed } from "./anchor-fault.ts";

export interface PostSettings {
  /** For one attempt, ms. Rekor v2 answers when a checkpoint covers the entry and asks for 20 s at least. */
  readonly timeoutMs: number;
  /** From 1; then it is given up. */
  readonly attemptsMax: number;
  /** Waits between attempts, ms. */
  readonly wait: (ms: number) => Promise<void>;
}

const ANSWER_BYTES_MAX = 256 * 1024;
const FIRST_PAUSE_MS = 500;
const PAUSE_MS_MAX = 30_000;

/** One attempt: what came, or why the next may do better. */
type Attempt = { readonly answer: string } | { readonly failure: string; readonly isFinal: boolean };

/**
 * Posts JSON until it is taken: 2xx, or 409, by which a log says that it has the entry already. Other answers of 4xx are final,
 * but for 408 and 429. No redirect is followed. `ANCHOR_FAILED` with the last reason.
 */
export async function postJson(
  url: string,
  body: unknown,
  { timeoutMs, attemptsMax, wait }: PostSettings,
): Promise<Result<string, PlimsollError>> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await posted(url, JSON.stringify(body), timeoutMs);
    if ("answer" in outcome) return ok(outcome.answer);
    if (outcome.isFinal || attempt >= attemptsMax)
      return err(anchorFailed(url, `${outcome.failure}, in attempt ${attempt}`));
    await wait(Math.min(PAUSE_MS_MAX, FIRST_PAUSE_MS * 2 ** (attempt - 1)));
  }
}

async function posted(url: string, body: string, timeoutMs: number): Promise<Attempt> {
  try {
    const headers = { "content-type": "application/json", accept: "application/json" };
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { method: "POST", headers, body, signal, redirect: "error" });
    const answer = await boundedText(response);
    if (response.ok || response.status === 409) return { answer };
    return { failure: `status ${response.status}`, isFinal: isFinalStatus(response.status) };
  } catch (cause) {
    return { failure: reasonOf(cause), isFinal: false };
  }
}

/** Takes no more into memory than the limit, whatever the server sends. */
async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) throw new Error(`an answer of more than ${ANSWER_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

const isFinalStatus = (status: number): boolean => status >= 400 && status < 500 && status !== 408 && status !== 429;

/** `fetch` hides the reason in the cause of its error. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause instanceof Error ? cause.cause.message : cause.message;
}
