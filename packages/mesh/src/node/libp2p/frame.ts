import { concatBytes } from "@plimsoll/foundation";

/** A message with its length before it: 32 bits, big-endian. */
export function frame(message: Uint8Array): Uint8Array {
  const prefix = new Uint8Array(4);
  new DataView(prefix.buffer).setUint32(0, message.length);
  return concatBytes(prefix, message);
}

/** Cuts a stream of bytes back into messages, however they arrive. Holds at most one message that is not complete. */
export class FrameReader {
  readonly #bytesMax: number;
  #pieces: Uint8Array[] = [];
  #length = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** The messages that are now complete; null when the stream breaks the rules and MUST be given up. */
  push(bytes: Uint8Array): readonly Uint8Array[] | null {
    this.#pieces.push(bytes);
    this.#length += bytes.length;
    const messages: Uint8Array[] = [];
    for (let needed = this.#needed(); needed !== null && needed <= this.#length; needed = this.#needed()) {
      if (needed > this.#bytesMax + 4) return null;
      messages.push(this.#take(needed).subarray(4));
    }
    return (this.#needed() ?? 0) > this.#bytesMax + 4 ? null : messages;
  }

  /** Prefix and message; null while the prefix is not there. */
  #needed(): number | null {
    if (this.#length < 4) return null;
    if ((this.#pieces[0]?.length ?? 0) < 4) this.#join();
    const first = this.#pieces[0] as Uint8Array;
    return 4 + new DataView(first.buffer, first.byteOffset).getUint32(0);
  }

  #take(length: number): Uint8Array {
    if ((this.#pieces[0]?.length ?? 0) < length) this.#join();
    const all = this.#pieces[0] as Uint8Array;
    this.#length -= length;
    if (all.length === length) this.#pieces.shift();
    else this.#pieces[0] = all.subarray(length);
    return all.subarray(0, length);
  }

  #join(): void {
    this.#pieces = [concatBytes(...this.#pieces)];
  }
}
