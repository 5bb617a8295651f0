/** CRC-32C (Castagnoli, RFC 3720 appendix B.4) of the bytes from one place up to another, as an unsigned 32-bit number. */
export function crc32c(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let remainder = 0xffff_ffff;
  for (let at = from; at < to; at += 1)
    remainder = (remainder >>> 8) ^ (TABLE[(remainder ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
  return ~remainder >>> 0;
}

const POLYNOMIAL_REVERSED = 0x82f6_3b78;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit += 1)
    remainder = (remainder >>> 1) ^ ((remainder & 1) === 1 ? POLYNOMIAL_REVERSED : 0);
  return remainder >>> 0;
});
