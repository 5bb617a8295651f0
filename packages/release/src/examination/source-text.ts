import { htmlText } from "./html-text.ts";

/** The text of a source, in which quotations are looked for. Offsets count its UTF-16 units from 0. */
export interface SourceText {
  readonly text: string;
  /** Of markup the whitespace says nothing: a run of it stands as one character. */
  readonly isMarkup: boolean;
}

const MARKUP: ReadonlySet<string> = new Set(["text/html", "application/xhtml+xml"]);
const PLAIN = /^text\/|^application\/(?:json|x-ndjson|ndjson|jsonl|x-jsonlines|csv|yaml|x-yaml|xml)$|\+json$|\+xml$/;

/** Whether a media type has text in which a quotation can be found. PDF, office files, archives and pictures have none here. */
export const hasText = (mediaType: string): boolean => MARKUP.has(mediaType) || PLAIN.test(mediaType);

/**
 * The text of stored bytes, or null where there is none: another media type, or bytes that are not UTF-8. Then nothing can be quoted.
 *
 * Normalised as the media type asks for. Everything: a byte order mark goes, CR LF and CR become LF. HTML: its visible text
 * (`htmlText`). Nothing else: no case, no Unicode form, no typographic sign is changed, so a quotation is the source's own letters.
 */
export function sourceText(bytes: Uint8Array, mediaType: string): SourceText | null {
  if (!hasText(mediaType)) return null;
  const decoded = decode(bytes);
  if (decoded === null) return null;
  if (MARKUP.has(mediaType)) return { text: htmlText(decoded), isMarkup: true };
  return { text: decoded.includes("\r") ? decoded.replace(/\r\n?/g, "\n") : decoded, isMarkup: false };
}

/** Strict: a byte that is no UTF-8 makes the whole unreadable, as two readers could see two texts. */
function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
