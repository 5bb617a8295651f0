import { computed, effect, signal } from "@preact/signals";
import { integer } from "@plimsoll/foundation";
import { open } from "../../src/api/open-shape.ts";
import { heardLength, type LogLength, NOTHING_HEARD } from "../../src/live/log-length.ts";
import { isNews, NO_PLACE, placeAtEntry, placeAtPulse, type PlaceInLog } from "../../src/live/place-in-log.ts";
import { EventStreamParser, type ServerEvent } from "../../src/live/server-sent-events.ts";
import { type Staleness, stalenessOf } from "../../src/live/staleness.ts";
import { siteTimeAt, type ToldTime } from "../../src/live/site-time.ts";
import { isTokenWanted, readHeaders, readToken } from "./access.ts";

const openedAtMs = performance.now();

/** When the stream last said anything, by this page's monotonic clock. */
const heardAtMs = signal<number | null>(null);
const toldTime = signal<ToldTime | null>(null);
/** Ticks, so that what depends on time is drawn anew. */
const nowMs = signal(performance.now());

/** Counts entries, also those that a pulse alone told of, and pulses: who reads them asks again when they change. */
export const entriesHeard = signal(0);
export const pulsesHeard = signal(0);

const place = signal<PlaceInLog>(NO_PLACE);
/** Index of the next entry of the log, as the stream tells it. */
export const entryCount = computed(() => place.value.entries);

/** How long the log was told to be, since this page was opened. */
export const logLength = signal<LogLength>(NOTHING_HEARD);

export const staleness = computed<Staleness>(() =>
  stalenessOf({ openedAtMs, heardAtMs: heardAtMs.value }, nowMs.value),
);
export const isStale = computed(() => staleness.value.state === "stale");

/** The site's time; null where it is not known now. */
export const siteTime = computed(() =>
  toldTime.value === null || isStale.value ? null : siteTimeAt(toldTime.value, nowMs.value),
);

/** The same by whole seconds: what only says how long ago need not be drawn four times a second. */
export const siteSecond = computed(() => (siteTime.value === null ? null : Math.floor(siteTime.value / 1_000) * 1_000));

/** What an order claims as its time: the best that is known, since a page that hears nothing may still be heard. Null before the first word. */
export const claimedTime = (): number | null => {
  const told = toldTime.peek();
  return told === null ? null : siteTimeAt(told, performance.now());
};

/** The last instant of which the site has spoken. */
export const lastTold = computed(() => toldTime.value?.asOf ?? null);

/** Every answer names when it was true; the newest word counts. */
export function tellTime(asOf: number): void {
  if (asOf >= (toldTime.peek()?.asOf ?? 0)) toldTime.value = { asOf, heardAtMs: performance.now() };
}

const TICK_MS = 250;
const AGAIN_MS = 1_000;
/** A connection that is open and says nothing is dead. */
const SILENT_MS_MAX = 5_000;

export function startLive(): void {
  setInterval(() => {
    nowMs.value = performance.now();
  }, TICK_MS);
  const listen = async (): Promise<void> => {
    await listenOnce(place.peek().last);
    setTimeout(() => void listen(), AGAIN_MS);
  };
  void listen();
  // A new token is tried at once.
  effect(() => {
    if (readToken.value !== null) isTokenWanted.value = false;
  });
}

/** One connection behind an entry, until it ends. `EventSource` is not used: it cannot carry a read token. */
async function listenOnce(last: number | null): Promise<void> {
  const silence = new Silence();
  try {
    const resumed: Record<string, string> = last === null ? {} : { "last-event-id": `${last}` };
    const headers = { ...readHeaders(), ...resumed, accept: "text/event-stream" };
    const response = await fetch("/v1/events", { headers, signal: silence.signal, cache: "no-store" });
    if (response.status === 401) isTokenWanted.value = true;
    if (!response.ok || response.body === null) return;
    const parser = new EventStreamParser();
    for await (const chunk of chunksOf(response.body.pipeThrough(new TextDecoderStream()))) {
      silence.broken();
      for (const event of parser.feed(chunk)) hear(event);
    }
  } catch {
    // Ended, cut off or silent: the banner says so, and the next connection goes on behind what was heard.
  } finally {
    silence.end();
  }
}

/** Streams cannot be iterated in every browser yet. */
async function* chunksOf(stream: ReadableStream<string>): AsyncGenerator<string> {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/** Ends a connection on which nothing comes any more. */
class Silence {
  readonly #controller = new AbortController();
  readonly signal = this.#controller.signal;
  #timer = setTimeout(() => this.#controller.abort(), SILENT_MS_MAX);

  broken(): void {
    this.end();
    this.#timer = setTimeout(() => this.#controller.abort(), SILENT_MS_MAX);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

const pulseShape = open({ asOf: integer(), entries: integer() });
const entryShape = open({ at: integer() });

/** What cannot be read was not heard: a stream of nonsense is as good as none. */
function hear({ event, data, id }: ServerEvent): void {
  const said = parsed(data);
  const pulse = event === "pulse" ? pulseShape.parse(said) : null;
  if (pulse?.ok === true) hearPulse(pulse.value.asOf, pulse.value.entries);
  // An entry's index is the event's id (SVR-40).
  const entry = event === "pulse" ? null : entryShape.parse(said);
  if (entry?.ok === true && id !== null && INDEX.test(id)) {
    heard(entry.value.at, placeAtEntry(place.peek(), Number(id)));
    entriesHeard.value += 1;
  }
}

function hearPulse(asOf: number, entries: number): void {
  const before = place.peek();
  heard(asOf, placeAtPulse(before, entries));
  logLength.value = heardLength(logLength.peek(), entries);
  if (isNews(before, entries)) entriesHeard.value += 1;
  pulsesHeard.value += 1;
}

const INDEX = /^\d{1,15}$/;

function heard(asOf: number, now: PlaceInLog): void {
  heardAtMs.value = performance.now();
  nowMs.value = performance.now();
  tellTime(asOf);
  place.value = now;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
