/** Of a query says nothing of the page: who sent the reader, and which visit it is. */
const SAYS_NOTHING = /^(?:utm_\w+|ref|fbclid|gclid|sid|session|(?:j|php|asp\.net_)?sess(?:ion)?_?id)$/i;

/** One address for what is one page: scheme, `www.`, fragment, empty path steps, escapes, trackers and sessions say nothing. */
export function canonicalUri(uri: string): string {
  if (!URL.canParse(uri)) return uri;
  const { port, pathname, searchParams } = new URL(uri);
  const kept = [...searchParams].filter(([name]) => !SAYS_NOTHING.test(name));
  const pairs = kept.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  const query = pairs.toSorted((one, other) => (one < other ? -1 : 1)).join("&");
  const place = port === "" ? hostOf(uri) : `${hostOf(uri)}:${port}`;
  return `${place}${pathOf(pathname)}${query === "" ? "" : `?${query}`}`;
}

function pathOf(pathname: string): string {
  const steps = unescaped(pathname).split("/");
  const said = steps.map((step) => step.replace(/;j?sessionid=[^;]*/i, "")).filter((step) => step !== "");
  return said.map((step) => `/${step}`).join("");
}

const ESCAPES = /%[0-7][\da-f]|(?:%[89a-f][\da-f])+/gi;

/** Each escape by itself: one that is none stands as it is, and keeps no other from being read. */
const unescaped = (path: string): string => path.replace(ESCAPES, decodedOr);

function decodedOr(escapes: string): string {
  try {
    return decodeURIComponent(escapes);
  } catch {
    return escapes.toUpperCase();
  }
}

const hostOf = (uri: string): string =>
  new URL(uri).hostname
    .toLowerCase()
    .replace(/\.+$/, "")
    .replace(/^www\./, "");

/** Under which each country sells names of its own: `one.co.uk` is not the house of `two.co.uk`. */
const SECOND_LEVEL = /^(?:co|com|ac|gov|org|net|edu)$/;

/**
 * The part of an address's host that somebody registered: two labels, or three below a second level of a country. A number or a single
 * name stands whole. Null for what is no address. No list of public suffixes: houses that share a platform's host are one.
 */
export function registrableHost(uri: string): string | null {
  if (!URL.canParse(uri)) return null;
  const host = hostOf(uri);
  const labels = host.split(".");
  if (host.startsWith("[") || /^\d+(?:\.\d+){3}$/.test(host)) return host;
  const isOfCountry = labels.at(-1)?.length === 2 && SECOND_LEVEL.test(labels.at(-2) ?? "");
  return labels.slice(isOfCountry ? -3 : -2).join(".");
}
