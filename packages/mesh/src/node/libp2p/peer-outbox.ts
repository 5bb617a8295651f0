/** Messages to one peer that wait to be written, oldest first. Beyond its bounds the oldest is dropped and counted. */
export class PeerOutbox {
  readonly #onDrop: () => void;
  readonly #messages: Uint8Array[] = [];
  #bytes = 0;

  constructor(onDrop: () => void) {
    this.#onDrop = onDrop;
  }

  get isEmpty(): boolean {
    return this.#messages.length === 0;
  }

  /** Half full at most: whoever can wait goes on only then. */
  get hasRoom(): boolean {
    return this.#bytes <= BYTES_MAX / 2 && this.#messages.length <= MESSAGES_MAX / 2;
  }

  push(message: Uint8Array): void {
    this.#messages.push(message);
    this.#bytes += message.length;
    while (this.#isOver()) {
      this.shift();
      this.#onDrop();
    }
  }

  shift(): Uint8Array | undefined {
    const message = this.#messages.shift();
    this.#bytes -= message?.length ?? 0;
    return message;
  }

  clear(): void {
    while (!this.isEmpty) {
      this.shift();
      this.#onDrop();
    }
  }

  /** A single message has room whatever its size. */
  #isOver(): boolean {
    return this.#messages.length > 1 && (this.#bytes > BYTES_MAX || this.#messages.length > MESSAGES_MAX);
  }
}

const BYTES_MAX = 16 * 1024 * 1024;
const MESSAGES_MAX = 4096;
