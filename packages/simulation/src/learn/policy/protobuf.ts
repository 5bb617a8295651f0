import { utf8 } from "@plimsoll/foundation";

/**
 * The part of Protocol Buffers' wire format (protobuf.dev, "Encoding") that a model in ONNX needs: whole numbers and texts,
 * bytes and messages with their length before them.
 */
export type Field = Uint8Array;

/** A message of its fields, in the order given. */
export const message = (...fields: readonly Field[]): Uint8Array => joined(fields);

/** A whole number in [0, 2^53). */
export const whole = (field: number, value: number): Field => joined([varint(field * 8), varint(value)]);

export const bytes = (field: number, value: Uint8Array): Field =>
  joined([varint(field * 8 + 2), varint(value.length), value]);

export const text = (field: number, value: string): Field => bytes(field, utf8(value));

/** Seven bits a byte, lowest first; all but the last have the high bit. */
function varint(value: number): Uint8Array {
  const digits: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) digits.push((rest % 128) + 128);
  return Uint8Array.of(...digits, rest);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
