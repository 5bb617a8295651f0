import { answerMalformed } from "./client-error.ts";

/** The longest answer that is read: a site's pages are far shorter. */
const ANSWER_BYTES_MAX = 64 * 1_048_576;

/** The bytes of an answer, but never more than fit: who answers is not trusted with this machine's memory. */
export async function boundedBytes({ body }: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) {
    parts.push(part);
    length += part.length;
    if (length > ANSWER_BYTES_MAX) throw answerMalformed(`at most ${ANSWER_BYTES_MAX} bytes`, "more");
  }
  return joined(parts, length);
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
