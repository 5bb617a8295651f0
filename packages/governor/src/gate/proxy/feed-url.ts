import { PlimsollError } from "@plimsoll/foundation";
import type { Wait } from "../../probe/pace.ts";
import type { Gatekeeper } from "../gatekeeper.ts";
import { EventTexts } from "./event-texts.ts";
import { FEED_BYTES_MAX, hearText } from "./feed-file.ts";

/** From one answer to the next question. A server that answers at once is asked five times a second. */
const ASK_AGAIN_MS = 200;
const WAIT_MS_MAX = 2_000;
/** A server may hold a question back so long until there is news, or let a stream rest. */
const SILENCE_MS_MAX = 35_000;

export interface FeedUrlParts {
  readonly url: string;
  readonly gatekeeper: Gatekeeper;
  readonly fetch: typeof globalThis.fetch;
  readonly wait: Wait;
  /** Told when the feed comes in again, and when it does not any more. */
  readonly onConnected?: (isConnected: boolean) => void;
}

/**
 * Lets a gatekeeper hear a feed over HTTP until it is stopped: as server-sent events, each with one envelope, or by asking again and again, where
 * the server may wait with its answer until there is news. What it hears is signed; whoever brings it is not trusted. Throws
 * `FEED_ADDRESS_MALFORMED`.
 */
export function followFeedUrl(parts: FeedUrlParts): { stop(): void; readonly stopped: Promise<void> } {
  assertAddress(parts.url);
  const stop = new AbortController();
  return { stop: () => stop.abort(), stopped: follow(parts, stop.signal) };
}

async function follow(parts: FeedUrlParts, signal: AbortSignal): Promise<void> {
  let failures = 0;
  let tag: string | null = null;
  while (!signal.aborted) {
    try {
      tag = await askOnce(parts, tag, signal);
      if (failures > 0) parts.onConnected?.(true);
      failures = 0;
    } catch {
      if (failures === 0 && !signal.aborted) parts.onConnected?.(false);
      failures += 1;
      tag = null;
    }
    await parts.wait(Math.min(ASK_AGAIN_MS * 2 ** failures, WAIT_MS_MAX), signal).catch(() => {});
  }
}

/** Answers the tag (RFC 9110 §8.8.3) of what was heard, to be asked for what is newer. */
async function askOnce({ url, gatekeeper, fetch }: FeedUrlParts, tag: string | null, signal: AbortSignal) {
  const silence = new Silence(signal);
  try {
    const headers = {
      accept: "text/event-stream, application/json",
      ...(tag === null ? {} : { "if-none-match": tag }),
    };
    const response = await fetch(url, { headers, redirect: "error", signal: silence.signal });
    silence.heard();
    if (response.status === 304) return tag;
    if (response.status !== 200 || response.body === null) throw new Error("no feed");
    const isStream = /^\s*text\/event-stream\b/i.test(response.headers.get("content-type") ?? "");
    if (isStream) await hearEvents(response.body, gatekeeper, silence);
    else hearText(gatekeeper, await wholeText(response.body, silence));
    return isStream ? null : response.headers.get("etag");
  } finally {
    silence.end();
  }
}

async function hearEvents(body: AsyncIterable<Uint8Array>, gatekeeper: Gatekeeper, silence: Silence): Promise<void> {
  const decoder = new TextDecoder();
  const events = new EventTexts();
  for await (const bytes of body) {
    silence.heard();
    for (const event of events.ended(decoder.decode(bytes, { stream: true }))) hearText(gatekeeper, dataOf(event));
  }
}

const dataOf = (event: string): string =>
  event
    .split(/\r?\n/)
    .filter((line) => line.startsWith("data:"))
    .map((line) => line.slice("data:".length))
    .join("\n");

async function wholeText(body: AsyncIterable<Uint8Array>, silence: Silence): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const bytes of body) {
    silence.heard();
    length += bytes.length;
    if (length > FEED_BYTES_MAX) throw new Error("too long");
    pieces.push(bytes);
  }
  return Buffer.concat(pieces).toString("utf8");
}

/** Ends what stood still for too long. */
class Silence {
  readonly #controller = new AbortController();
  readonly signal: AbortSignal;
  #timeout = AbortSignal.timeout(SILENCE_MS_MAX);
  readonly #over = (): void => this.#controller.abort();

  constructor(signal: AbortSignal) {
    this.signal = AbortSignal.any([signal, this.#controller.signal]);
    this.#timeout.addEventListener("abort", this.#over);
  }

  heard(): void {
    this.end();
    this.#timeout = AbortSignal.timeout(SILENCE_MS_MAX);
    this.#timeout.addEventListener("abort", this.#over);
  }

  end(): void {
    this.#timeout.removeEventListener("abort", this.#over);
  }
}

function assertAddress(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed !== null && ["http:", "https:"].includes(parsed.protocol)) return;
  throw new PlimsollError({
    code: "FEED_ADDRESS_MALFORMED",
    expected: "an http or https address of a withdrawal feed",
    received: "another",
    fix: "name the feed as in https://site/gate/withdrawals.json, or a file",
  });
}
