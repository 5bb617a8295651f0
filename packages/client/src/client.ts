import { Operations } from "./generated/operations.ts";
import { type Ask, askerOf, type Connection } from "./http/ask.ts";
import { requestMalformed } from "./http/client-error.ts";
import { type EventOptions, siteEvents } from "./events/events.ts";
import type { SiteEvent } from "./events/site-event.ts";
import { type Machine, thisMachine } from "./machine/machine.ts";

export interface ClientOptions {
  /** Address of the daemon. */
  readonly url: string | URL;
  /** A read token, or who makes one when it is needed; none is needed on the daemon's own machine. */
  readonly token?: string | (() => string | Promise<string>);
  /** The longest that one attempt may take, ms (default 10 000). */
  readonly timeoutMs?: number;
  /** Other than this machine's own fetch, clocks and chance: for tests. */
  readonly machine?: Partial<Machine>;
}

const TIMEOUT_MS = 10_000;

/**
 * The API of one site: a method for each operation, `all…` for whole lists, `events` for what happens.
 *
 * Types are those of the API's description; answers are not checked against it, and nothing that a site says is proven by its
 * saying it: check proofs with a verifier and a key that you have from elsewhere.
 */
export class PlimsollClient extends Operations {
  readonly #connection: Connection;

  /** @throws {ClientError} `REQUEST_MALFORMED` for an address that is none, or that would show the token to everybody */
  constructor(options: ClientOptions) {
    const connection = connectionOf(options);
    const ask: Ask = askerOf(connection);
    super(ask);
    this.#connection = connection;
  }

  /** What happens, live: see `SiteEvent`. `GET /v1/events` */
  events(options: EventOptions = {}): AsyncGenerator<SiteEvent, void, undefined> {
    return siteEvents(this.#connection, options);
  }
}

function connectionOf({ url, token, timeoutMs = TIMEOUT_MS, machine = {} }: ClientOptions): Connection {
  const base = baseOf(url);
  if (token !== undefined && base.protocol !== "https:" && !isLoopback(base.hostname))
    throw requestMalformed("https for an address elsewhere", base.origin, "a token in the clear is everybody's");
  return {
    base,
    token: async () => (typeof token === "function" ? await token() : (token ?? null)),
    timeoutMs,
    machine: { ...thisMachine, ...machine },
  };
}

/** Scheme and host alone: the API's paths begin at the root. */
function baseOf(url: string | URL): URL {
  const given = URL.canParse(String(url)) ? new URL(url) : null;
  if (given !== null && ["http:", "https:"].includes(given.protocol)) return new URL("/", given);
  throw requestMalformed(
    "the address of a daemon, http://… or https://…",
    String(url),
    "see what plimsoll serve prints",
  );
}

const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(host);
