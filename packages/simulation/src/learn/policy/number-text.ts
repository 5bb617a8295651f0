const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUES = new Map(DIGITS.split("").map((digit, value) => [digit, value]));

/** f32 numbers, little-endian, in base64 (RFC 4648 §4). */
export function base64OfNumbers(numbers: readonly number[]): string {
  const view = new DataView(new ArrayBuffer(4 * numbers.length));
  for (const [index, number] of numbers.entries()) view.setFloat32(4 * index, number, true);
  return base64OfBytes(new Uint8Array(view.buffer));
}

/** The numbers of such a text; `null` where its bytes are no whole numbers or its last digit carries loose bits. */
export function numbersOfBase64(text: string): Float32Array | null {
  const bytes = bytesOfBase64(text);
  if (bytes.length % 4 !== 0 || base64OfBytes(bytes) !== text) return null;
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, index) => view.getFloat32(4 * index, true));
}

function base64OfBytes(bytes: Uint8Array): string {
  const groups: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const bits = (a << 16) | (b << 8) | c;
    const group = [18, 12, 6, 0].map((shift) => DIGITS[(bits >> shift) & 63]).join("");
    const missing = Math.max(0, at + 3 - bytes.length);
    groups.push(group.slice(0, 4 - missing) + "=".repeat(missing));
  }
  return groups.join("");
}

function bytesOfBase64(text: string): Uint8Array {
  const digits = text.replace(/=+$/, "");
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let [bits, held, at] = [0, 0, 0];
  for (const digit of digits) {
    bits = ((bits << 6) | (VALUES.get(digit) ?? 0)) & 0xff_ffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[at] = (bits >> held) & 0xff;
    at += 1;
  }
  return bytes;
}
