/** White space of ASCII, a comma, and the three bytes of a byte order mark: what stands around a record and is no part of it. */
export const isPadding = (byte: number | undefined): boolean =>
  byte === 0x20 ||
  byte === 0x2c ||
  (byte !== undefined && byte >= 9 && byte <= 13) ||
  byte === 0xef ||
  byte === 0xbb ||
  byte === 0xbf;
