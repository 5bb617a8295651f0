/** So many bytes hold the first two characters in every encoding of Unicode. */
const START_BYTES = 8;

/**
 * How a text in UTF-16 or UTF-32 begins: with its mark, or, as JSON that could offer anything does (RFC 8259 §2), with a bracket or
 * white space and one more character of ASCII. Two characters, for a film begins like one of them.
 */
const WIDE =
  /^(?:\xff\xfe|\xfe\xff|\0\0\xfe\xff|\0[\t\n\r [{]\0[^\0]|[\t\n\r [{]\0[^\0]\0|\0{3}[\t\n\r [{]\0{3}[^\0]|[\t\n\r [{]\0{3}[^\0]\0{3})/;

/** Sees in the first bytes of a body that it stands in UTF-16 or UTF-32, in pieces of any size. */
export class WideTextSight {
  readonly #onWide: () => void;
  #start = "";

  constructor(onWide: () => void) {
    this.#onWide = onWide;
  }

  write(bytes: Uint8Array): void {
    if (this.#start.length === START_BYTES) return;
    for (const byte of bytes.subarray(0, START_BYTES - this.#start.length)) this.#start += String.fromCharCode(byte);
    if (WIDE.test(this.#start)) this.#onWide();
  }
}

/** Encodings in which every byte of JSON's own signs means itself, and nothing else means one of them. */
const FOREIGN_CHARSET = /charset(?!\s*=\s*"?(?:utf-?8|us-ascii|iso-8859-1)"?\s*(?:;|$))/i;

/** Whether a body says that it stands in an encoding whose JSON cannot be read here; `rawHeaders` as of `node:http`. */
export function isForeignText(rawHeaders: readonly string[]): boolean {
  for (let place = 0; place + 1 < rawHeaders.length; place += 2) {
    const isType =
      rawHeaders[place]!.length === CONTENT_TYPE.length && rawHeaders[place]!.toLowerCase() === CONTENT_TYPE;
    if (isType && FOREIGN_CHARSET.test(rawHeaders[place + 1]!)) return true;
  }
  return false;
}

const CONTENT_TYPE = "content-type";
