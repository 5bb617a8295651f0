import { type Digest, digestOf, utf8 } from "@plimsoll/foundation";
import { bytesOfPrompt, digestOfPrompt, type LanguageModel, type ModelReply } from "./language-model.ts";

/** One question and its answer, by digest. The bytes are kept beside the log. */
export interface Exchange {
  readonly prompt: Digest;
  readonly answer: Digest;
  readonly model: string;
}

/** Keeps bytes under a digest. MUST have them durable when it resolves. */
export type Keep = (digest: Digest, bytes: Uint8Array) => Promise<void>;

/** Bytes that were kept, or null. MUST check that they have the digest. */
export type Kept = (digest: Digest) => Promise<Uint8Array | null>;

/**
 * A model whose every answer is kept with its prompt before anybody sees it. `exchanged` is told of each, in order: it goes into the
 * log, so that a replay finds the answers again.
 */
export function recordedBy(keep: Keep, exchanged: (exchange: Exchange) => void, model: LanguageModel): LanguageModel {
  return async (prompt) => {
    const reply = await model(prompt);
    if (reply.kind === "failed") return reply;
    // What cannot be stored as it is must not be read as it is: the replay would read another text.
    const text = reply.text.toWellFormed();
    const bytes = utf8(text);
    const exchange = { prompt: digestOfPrompt(prompt), answer: digestOf(bytes), model: reply.model };
    await keep(exchange.prompt, bytesOfPrompt(prompt));
    await keep(exchange.answer, bytes);
    exchanged(exchange);
    return { ...reply, text };
  };
}

/** The model of a replay: it gives the stored answer to the stored question, and asks nobody. */
export function replayedFrom(kept: Kept, exchanges: readonly Exchange[]): LanguageModel {
  const known = new Map(exchanges.map((exchange) => [exchange.prompt, exchange]));
  return async (prompt) => {
    const exchange = known.get(digestOfPrompt(prompt));
    const bytes = exchange === undefined ? null : await kept(exchange.answer);
    if (exchange === undefined || bytes === null || digestOf(bytes) !== exchange.answer) return NOT_STORED;
    return {
      kind: "answered",
      text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes),
      model: exchange.model,
    };
  };
}

const NOT_STORED: ModelReply = { kind: "failed", code: "NOT_STORED" };
