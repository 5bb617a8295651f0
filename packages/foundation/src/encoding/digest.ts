import { sha256 as sha256Bytes } from "@noble/hashes/sha2.js";
import { type CanonicalValue, canonicalJson } from "./canonical-json.ts";
import { hex, utf8 } from "./bytes.ts";

/** `sha256:` and 64 lower-case hexadecimal digits. */
export type Digest = `sha256:${string}`;

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Whether a text is `sha256:` and 64 lower-case hexadecimal digits. */
export const isDigest = (text: string): text is Digest => DIGEST.test(text);

/** Pure SHA-256 (FIPS 180-4), for rooms that run in a browser; `@plimsoll/foundation/node` has the faster one. */
export const digestOf = (bytes: Uint8Array): Digest => `sha256:${hex(sha256Bytes(bytes))}`;

/** Digest of the canonical JSON (RFC 8785) of a value. */
export const digestOfValue = (value: CanonicalValue): Digest => digestOf(utf8(canonicalJson(value)));

/** Digest of the UTF-8 of well-formed texts that follow one another, for what is too large to be one string. */
export function digestOfTexts(texts: Iterable<string>): Digest {
  const hash = sha256Bytes.create();
  let waiting = "";
  for (const text of texts) {
    waiting += text;
    if (waiting.length < CHUNK_LENGTH) continue;
    hash.update(utf8(waiting));
    waiting = "";
  }
  return `sha256:${hex(hash.update(utf8(waiting)).digest())}`;
}

/** Encoding many short texts one by one would cost more than hashing them. */
const CHUNK_LENGTH = 65_536;
