/** Fields that are for one connection only (RFC 9110 §7.6.1), and framing, which each connection has anew (RFC 9112 §6). */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  "connection",
  "proxy-connection",
  "keep-alive",
  "te",
  "transfer-encoding",
  "upgrade",
  "http2-settings",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-authentication-info",
  "content-length",
  "trailer",
]);

/**
 * What is for the end of the way and no hop's to take (RFC 9110 §7.6.1: `Connection` MUST NOT name it): what a body is, who asks, and
 * for what. Without this a body would come to the model server as something else than the gate read.
 */
const END_TO_END =
  /^(host|authorization|api-key|x-api-key|cookie|set-cookie|expect|via|cache-control|accept(-.*)?|content-.*|if-.*)$/;

/** What a client may name in `Connection` without taking away anything that is not on the list anyway. */
const PLAIN_CONNECTION = /^\s*(keep-alive|close|upgrade|te)?\s*$/i;

/**
 * Header fields that go on to the next hop: `rawHeaders` of `node:http`, names and values by turns, in their order and
 * spelling, without those of the hop and those that `Connection` names.
 *
 * @param connection the value of `Connection`, if there is one
 * @param alsoDropped lower-case names that the caller writes himself
 */
export function endToEndHeaders(
  rawHeaders: readonly string[],
  connection: string | undefined,
  alsoDropped: ReadonlySet<string> = NONE,
): string[] {
  const named = connection === undefined || PLAIN_CONNECTION.test(connection) ? NONE : namedIn(connection);
  const kept: string[] = [];
  for (let place = 0; place + 1 < rawHeaders.length; place += 2) {
    const name = rawHeaders[place]!;
    const key = name.toLowerCase();
    if (!HOP_BY_HOP.has(key) && !named.has(key) && !alsoDropped.has(key)) kept.push(name, rawHeaders[place + 1]!);
  }
  return kept;
}

const NONE: ReadonlySet<string> = new Set();

const namedIn = (connection: string): ReadonlySet<string> => {
  const names = connection.split(",").map((name) => name.trim().toLowerCase());
  return new Set(names.filter((name) => !END_TO_END.test(name)));
};

/** Fields that a trailer must not carry (RFC 9110 §6.5.1): whoever merged one into the header would be deceived by it. */
const NO_TRAILER =
  /^(host|authorization|cookie|set-cookie|content-(encoding|length|type|range)|transfer-encoding|te|cache-control|expect|max-forwards|if-.*|www-authenticate|connection|upgrade)$/i;

/** Trailers that go on, as pairs; `null` where there are none. */
export function endToEndTrailers(rawTrailers: readonly string[]): [string, string][] | null {
  if (rawTrailers.length === 0) return null;
  const kept: [string, string][] = [];
  for (let place = 0; place + 1 < rawTrailers.length; place += 2) {
    const name = rawTrailers[place]!;
    if (!NO_TRAILER.test(name)) kept.push([name, rawTrailers[place + 1]!]);
  }
  return kept.length === 0 ? null : kept;
}
