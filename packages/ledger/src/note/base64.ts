/** The bytes of standard base64 (RFC 4648 §4); `undefined` unless it is their one canonical spelling, padding included. */
export function bytesOfBase64(encoded: string): Uint8Array | undefined {
  // Buffer forgives sloppy base64; the formats do not.
  const bytes = Buffer.from(encoded, "base64");
  return bytes.toString("base64") === encoded ? new Uint8Array(bytes) : undefined;
}

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
