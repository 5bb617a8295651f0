import { concatBytes, integer, list, object, oneOf, utf8 } from "@plimsoll/foundation";
import { checkpointFault } from "./checkpoint-fault.ts";

/** Lists of f32 by name, and texts by name. */
export interface Safetensors {
  readonly tensors: Readonly<Record<string, Float32Array>>;
  readonly metadata: Readonly<Record<string, string>>;
}

const METADATA = "__metadata__";
/** As the format's own readers have it. */
const HEADER_BYTES_MAX = 100_000_000;
const LENGTH_BYTES = 8;
const F32_BYTES = 4;

const entryShape = object({
  dtype: oneOf("F32"),
  shape: list(integer(), 1),
  data_offsets: list(integer(), 2),
});

/**
 * The bytes of a safetensors file (Hugging Face, format of version 0.3): the header's length in eight bytes, little-endian; the header, JSON padded
 * with spaces so that the data begin at a multiple of eight; then the tensors in the order of their names, with no gap. Tensors are lists (one
 * dimension). The same content, the same bytes.
 */
export function encodeSafetensors({ tensors, metadata }: Safetensors): Uint8Array {
  const sorted = Object.entries(tensors).toSorted(([left], [right]) => (left < right ? -1 : 1));
  let end = 0;
  const entries = sorted.map(([name, { length }]) => {
    const begin = end;
    end += length * F32_BYTES;
    return [name, { dtype: "F32", shape: [length], data_offsets: [begin, end] }] as const;
  });
  const header = paddedHeader(JSON.stringify(Object.fromEntries([[METADATA, metadata], ...entries])));
  return concatBytes(lengthBytes(header.length), header, ...sorted.map(([, tensor]) => bytesOf(tensor)));
}

function paddedHeader(text: string): Uint8Array {
  const header = utf8(text);
  const padded = new Uint8Array(Math.ceil(header.length / LENGTH_BYTES) * LENGTH_BYTES).fill(0x20);
  padded.set(header);
  return padded;
}

function lengthBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(LENGTH_BYTES);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  return bytes;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/**
 * Reads strictly what `encodeSafetensors` writes: f32 lists alone, which fill the data without a gap or an overlap. The tensors are copies.
 * @throws PlimsollError `PROPHET_CHECKPOINT`
 */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  const headerEnd = LENGTH_BYTES + headerLength(bytes);
  const header = parsedHeader(bytes.subarray(LENGTH_BYTES, headerEnd));
  const { [METADATA]: metadata = {}, ...entries } = header;
  const data = bytes.subarray(headerEnd);
  return { tensors: readTensors(entries, data), metadata: readMetadata(metadata) };
}

function headerLength(bytes: Uint8Array): number {
  if (bytes.length < LENGTH_BYTES) throw checkpointFault("a safetensors file", `${bytes.length} bytes`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length <= HEADER_BYTES_MAX && length <= bytes.length - LENGTH_BYTES) return Number(length);
  throw checkpointFault("a safetensors header within the file", `a header of ${length} bytes in ${bytes.length}`);
}

function parsedHeader(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const header = parsedJson(bytes);
  if (isRecord(header)) return header;
  throw checkpointFault("a safetensors header that is a JSON object", "something else");
}

function parsedJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw checkpointFault("a safetensors header in JSON", cause instanceof Error ? cause.message : String(cause));
  }
}

function readTensors(entries: Readonly<Record<string, unknown>>, data: Uint8Array): Safetensors["tensors"] {
  const places = Object.entries(entries).map(([name, entry]) => ({ name, ...placeOf(name, entry) }));
  let end = 0;
  for (const { name, begin, length } of places.toSorted((a, b) => a.begin - b.begin || a.length - b.length)) {
    if (begin !== end) throw checkpointFault(`the tensor ${name} from byte ${end}`, `from ${begin}`);
    end += length * F32_BYTES;
  }
  if (end !== data.length) throw checkpointFault(`${end} bytes of tensors`, `${data.length}`);
  return Object.fromEntries(places.map(({ name, begin, length }) => [name, numbersAt(data, begin, length)]));
}

function placeOf(name: string, entry: unknown): { readonly begin: number; readonly length: number } {
  const parsed = entryShape.parse(entry);
  if (!parsed.ok)
    throw checkpointFault(`${parsed.error.expected} at ${name}${parsed.error.path}`, parsed.error.received);
  const { shape, data_offsets: offsets } = parsed.value;
  const [[length], [begin, end]] = [shape, offsets];
  if (length !== undefined && begin !== undefined && end === begin + length * F32_BYTES) return { begin, length };
  throw checkpointFault(`a list of f32 at ${name}`, `the shape [${shape.join()}] in bytes ${offsets.join(" to ")}`);
}

function numbersAt(data: Uint8Array, begin: number, length: number): Float32Array {
  const numbers = new Float32Array(length);
  bytesOf(numbers).set(data.subarray(begin, begin + length * F32_BYTES));
  return numbers;
}

function readMetadata(metadata: unknown): Safetensors["metadata"] {
  if (isRecord(metadata) && Object.values(metadata).every((text) => typeof text === "string"))
    return metadata as Safetensors["metadata"];
  throw checkpointFault("metadata of texts by name", "something else");
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
