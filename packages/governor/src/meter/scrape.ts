import { meterFault } from "./meter-fault.ts";

const TIMEOUT_MS = 5_000;
const BYTES_MAX = 32 * 1024 * 1024;

/** The text at an address, whole or not at all. Throws `METER_UNREADABLE`. */
export async function scraped(address: string): Promise<string> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: "error" });
    if (!response.ok || response.body === null) throw new Error(`status ${response.status}`);
    return await bounded(response.body);
  } catch (cause) {
    const { message } = (cause as { readonly cause?: Error }).cause ?? (cause as Error);
    throw meterFault("METER_UNREADABLE", `an answer from ${address}`, message, cause);
  }
}

async function bounded(body: ReadableStream<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > BYTES_MAX) throw new Error(`more than ${BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
}

/** As `scraped`, for JSON. Throws `METER_MALFORMED` besides. */
export async function scrapedJson(address: string): Promise<unknown> {
  const text = await scraped(address);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw meterFault("METER_MALFORMED", `JSON from ${address}`, JSON.stringify(text.slice(0, 60)), cause);
  }
}
