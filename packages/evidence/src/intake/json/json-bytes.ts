/** The bytes that mean something in JSON (RFC 8259), and sets of them as tables of 256 flags: one look instead of several comparisons. */
export const NEWLINE = 0x0a;
export const QUOTE = 0x22;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
export const POINT = 0x2e;
export const ZERO = 0x30;
export const NINE = 0x39;
export const COLON = 0x3a;
export const UPPER_E = 0x45;
export const OPEN_LIST = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_LIST = 0x5d;
export const LOWER_E = 0x65;
export const LOWER_U = 0x75;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;

const tableOf = (bytes: string): Uint8Array => {
  const table = new Uint8Array(256);
  for (const byte of new TextEncoder().encode(bytes)) table[byte] = 1;
  return table;
};

export const SPACES = tableOf(" \t\n\r");
export const SPACES_IN_LINE = tableOf(" \t\r");
export const ESCAPED = tableOf('"\\/bfnrt');
export const HEXADECIMAL = tableOf("0123456789abcdefABCDEF");
/** What a string holds between its quotes without further ado: ASCII from the space on, but quote and backslash. */
export const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x80 && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);

export const WORDS: ReadonlyMap<number, Uint8Array> = new Map(
  ["true", "false", "null", "NaN", "Infinity"].map((word) => [word.charCodeAt(0), new TextEncoder().encode(word)]),
);
export const UPPER_I = "I".charCodeAt(0);
export const UPPER_N = "N".charCodeAt(0);
