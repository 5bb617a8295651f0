/** Text that was written in another form, and where in the original that form begins. One level: what is hidden in it again stays so. */
export interface HiddenText {
  readonly form: "base64" | "hex" | "percent" | "entity" | "escape" | "tags";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const RUN_MIN = 20;
const TEXT_LENGTH_MAX = 1_048_576;

/** All that is hidden in a text, in time linear in its length. */
export const hiddenTexts = (text: string): readonly HiddenText[] => [
  ...encodedRuns(text),
  ...escapedStretches(text),
  ...tagStretches(text),
];

/**
 * Runs of Base64 or hexadecimal digits. A run of 20 holds a place that is a multiple of 20: only those places are looked at, and a long
 * document is read in a twentieth of its characters.
 */
function encodedRuns(text: string): readonly HiddenText[] {
  const found: HiddenText[] = [];
  for (let probe = RUN_MIN - 1; probe < text.length; probe += RUN_MIN) {
    if (!isDigit64(text.charCodeAt(probe))) continue;
    const start = runStart(text, probe);
    const end = runEnd(text, probe);
    if (end - start >= RUN_MIN) pushDecoded(text, start, end, found);
    probe = Math.max(probe, end - 1);
  }
  return found;
}

const DIGITS_64 = new Uint8Array(128);
for (const digit of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_")
  DIGITS_64[digit.charCodeAt(0)] = 1;
const isDigit64 = (code: number): boolean => code < 128 && DIGITS_64[code] === 1;

function runStart(text: string, from: number): number {
  let start = from;
  while (start > 0 && isDigit64(text.charCodeAt(start - 1))) start -= 1;
  return start;
}

/** Mail and PEM break a run into lines of 60 and more; the lines go together. */
function runEnd(text: string, from: number): number {
  let lineStart = from;
  let end = from;
  for (;;) {
    while (end < text.length && isDigit64(text.charCodeAt(end))) end += 1;
    const next = text.charCodeAt(end) === 0x0d ? end + 2 : end + 1;
    const goesOn =
      text.charCodeAt(next - 1) === 0x0a && end - lineStart >= LINE_MIN && isDigit64(text.charCodeAt(next));
    if (!goesOn) return end;
    lineStart = next;
    end = next;
  }
}

const LINE_MIN = 40;

function pushDecoded(text: string, start: number, end: number, found: HiddenText[]): void {
  const run = text.slice(start, Math.min(end, start + TEXT_LENGTH_MAX)).replace(/[\r\n]/g, "");
  const [form, decoded] = HEX.test(run) ? (["hex", fromHex(run)] as const) : (["base64", fromBase64(run)] as const);
  if (decoded !== null) found.push({ form, text: decoded, start, end });
}

const HEX = /^[0-9a-fA-F]+$/;

const fromHex = (run: string): string | null =>
  printable(
    Uint8Array.from({ length: run.length >> 1 }, (_, place) =>
      Number.parseInt(run.slice(2 * place, 2 * place + 2), 16),
    ),
  );

/** The first bytes show whether it is text: an image of a megabyte is not decoded whole. */
function fromBase64(run: string): string | null {
  const digits = run.replaceAll("-", "+").replaceAll("_", "/");
  if (printable(bytesOf64(digits.slice(0, PROBE_LENGTH))) === null) return null;
  return printable(bytesOf64(digits));
}

const PROBE_LENGTH = 64;

const VALUE_64 = new Map(
  Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", (digit, value) => [digit, value]),
);

function bytesOf64(digits: string): Uint8Array {
  const bytes = new Uint8Array((digits.length * 3) >> 2);
  let bits = 0;
  let value = 0;
  let length = 0;
  for (const digit of digits) {
    value = ((value << 6) | (VALUE_64.get(digit) ?? 0)) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length] = (value >> bits) & 0xff;
    length += 1;
  }
  return bytes.subarray(0, length);
}

const lenient = new TextDecoder("utf-8", { fatal: false });

/** A text, or null where too much of it is none: digests and keys decode to noise. */
function printable(bytes: Uint8Array): string | null {
  const text = lenient.decode(bytes);
  if (text.length < TEXT_MIN) return null;
  const odd = text.length - text.replace(/[\p{Cc}\p{Cn}\p{Co}\ufffd]/gu, "").length;
  return odd * 10 <= text.length ? text : null;
}

const TEXT_MIN = 8;

const ESCAPE =
  /%[0-9a-f]{2}|&#x?[0-9a-f]{1,7};?|&[a-z]{2,8};|\\u[0-9a-f]{4}|\\u\{[0-9a-f]{1,6}\}|\\x[0-9a-f]{2}|=[0-9A-F]{2}(?=[=\r\n])/gi;
const STRETCH_GAP_MAX = 160;
const CONTEXT = 200;

/** Stretches with escapes, each with what stands around it, decoded. */
function escapedStretches(text: string): readonly HiddenText[] {
  const found: HiddenText[] = [];
  let start = -1;
  let last = -1;
  for (const at of escapePlaces(text)) {
    if (start >= 0 && at - last > STRETCH_GAP_MAX) {
      found.push(decodedStretch(text, start, last));
      start = -1;
    }
    if (start < 0) start = at;
    last = at;
  }
  if (start >= 0) found.push(decodedStretch(text, start, last));
  return found;
}

/** Jumps from one sign to the next: a text without any costs next to nothing. */
function* escapePlaces(text: string): Generator<number> {
  const next = MARKS.map((mark) => text.indexOf(mark));
  for (;;) {
    const which = earliest(next);
    if (which < 0) return;
    const at = next[which] as number;
    if (isEscapeAt(text, at)) yield at;
    next[which] = text.indexOf(MARKS[which] as string, at + 1);
  }
}

const MARKS = ["%", "&", "\\"] as const;

function earliest(places: readonly number[]): number {
  let best = -1;
  for (let which = 0; which < places.length; which += 1) {
    const place = places[which] as number;
    if (place >= 0 && (best < 0 || place < (places[best] as number))) best = which;
  }
  return best;
}

const ESCAPE_HERE = new RegExp(ESCAPE.source, "iy");

function isEscapeAt(text: string, at: number): boolean {
  ESCAPE_HERE.lastIndex = at;
  return ESCAPE_HERE.test(text);
}

function decodedStretch(text: string, from: number, last: number): HiddenText {
  const start = Math.max(0, from - CONTEXT);
  const end = Math.min(text.length, last + CONTEXT);
  const mark = text.charAt(from);
  const form = mark === "%" ? "percent" : mark === "&" ? "entity" : "escape";
  return { form, text: unescaped(text.slice(start, end)), start, end };
}

/** Bytes written as %41 are put together before they are read as UTF-8. */
const unescaped = (text: string): string =>
  text
    .replace(/(?:%[0-9a-f]{2})+/gi, (run) => lenient.decode(bytesOf(run, 3)))
    .replace(/(?:\\x[0-9a-f]{2})+/gi, (run) => lenient.decode(bytesOf(run, 4)))
    .replace(/&#x([0-9a-f]{1,6});?/gi, (_, digits: string) => character(Number.parseInt(digits, 16)))
    .replace(/&#(\d{1,7});?/g, (_, digits: string) => character(Number(digits)))
    .replace(/\\u(?:([0-9a-f]{4})|\{([0-9a-f]{1,6})\})/gi, (_, short?: string, long?: string) =>
      character(Number.parseInt(short ?? long ?? "0", 16)),
    )
    .replace(/&([a-z]{2,8});/gi, (whole, name: string) => ENTITIES.get(name.toLowerCase()) ?? whole);

const bytesOf = (run: string, width: number): Uint8Array =>
  Uint8Array.from({ length: run.length / width }, (_, place) =>
    Number.parseInt(run.slice(place * width + width - 2, (place + 1) * width), 16),
  );

const character = (code: number): string =>
  code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : "";

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
  ["nbsp", " "],
  ["shy", ""],
  ["zwj", ""],
  ["zwnj", ""],
  ["lsqb", "["],
  ["lbrack", "["],
  ["rsqb", "]"],
  ["rbrack", "]"],
  ["colon", ":"],
  ["tab", " "],
  ["newline", " "],
  ["period", "."],
]);

const TAG_RUN = /(?:\udb40[\udc20-\udc7e]){4,}/g;

/** Unicode tag characters spell ASCII that no one sees (U+E0020 to U+E007E). */
function tagStretches(text: string): readonly HiddenText[] {
  if (!text.includes("\udb40")) return [];
  return Array.from(text.matchAll(TAG_RUN), ({ 0: run, index }) => ({
    form: "tags" as const,
    text: Array.from(run, (tag) => character((tag.codePointAt(0) ?? 0) - 0xe0000)).join(""),
    start: index,
    end: index + run.length,
  }));
}
