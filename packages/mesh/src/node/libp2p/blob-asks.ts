import type { NodeKey } from "../../event/event.ts";
import type { BlobMessage } from "./blob-message.ts";

/** Answers that are awaited, by peer, digest and place. An ask without an answer in time ends with null. */
export class BlobAsks {
  readonly #waiting = new Map<string, ((answer: BlobMessage | null) => void)[]>();

  /** The answer to an offer: `held` or `refused`. */
  async placed(peer: NodeKey, digest: string, timeoutMs: number): Promise<boolean> {
    return (await this.#ask(`${peer}/${digest}/placed`, timeoutMs))?.kind === "held";
  }

  /** The answer to a `want`: a piece; null for `absent` and for silence. */
  async piece(peer: NodeKey, digest: string, offset: number, timeoutMs: number): Promise<PieceMessage | null> {
    const answer = await this.#ask(`${peer}/${digest}/${offset}`, timeoutMs);
    return answer?.kind === "piece" ? answer : null;
  }

  answered(from: NodeKey, message: BlobMessage): void {
    const { kind, digest } = message;
    if (kind === "held" || kind === "refused") this.#settle(`${from}/${digest}/placed`, message);
    if (kind === "piece") this.#settle(`${from}/${digest}/${message.offset}`, message);
    if (kind === "absent") this.#settleAll(`${from}/${digest}/`, message);
  }

  /** Nobody answers any more. */
  close(): void {
    for (const key of this.#waiting.keys()) this.#settle(key, null);
  }

  async #ask(key: string, timeoutMs: number): Promise<BlobMessage | null> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#settle(key, null), timeoutMs);
      const answer = (message: BlobMessage | null): void => {
        clearTimeout(timer);
        resolve(message);
      };
      this.#waiting.set(key, [...(this.#waiting.get(key) ?? []), answer]);
    });
  }

  #settle(key: string, message: BlobMessage | null): void {
    const waiting = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    for (const answer of waiting) answer(message);
  }

  /** `absent` names no place: none of the pieces will come. */
  #settleAll(prefix: string, message: BlobMessage): void {
    for (const key of this.#waiting.keys()) {
      if (key.startsWith(prefix) && !key.endsWith("/placed")) this.#settle(key, message);
    }
  }
}

export type PieceMessage = Extract<BlobMessage, { bytes: Uint8Array }>;
