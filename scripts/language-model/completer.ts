import type { LlamaModel, LlamaSequence } from "./llama.ts";

export interface Message {
  readonly role: string;
  readonly content: string;
}

export interface CompletionRequest {
  readonly messages: readonly Message[];
  readonly temperature: number;
  readonly seed: number;
  readonly tokensMax: number;
}

export interface Completion {
  readonly text: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly isCutOff: boolean;
}

/**
 * Answers one chat after another. What was read of a chat is kept for its next turn only: kept for longer, it would let the chats
 * before decide in which pieces a prompt is read, and so in the last bits of the sums what the model says.
 */
export class Completer {
  readonly #model: LlamaModel;
  readonly #sequence: LlamaSequence;
  readonly #contextSize: number;
  #last: readonly Message[] = [];

  private constructor(model: LlamaModel, sequence: LlamaSequence, contextSize: number) {
    this.#model = model;
    this.#sequence = sequence;
    this.#contextSize = contextSize;
  }

  static async over(model: LlamaModel, { contextSize, threads }: { contextSize: number; threads: number }) {
    const context = await model.createContext({ contextSize, threads, sequences: 1 });
    return new Completer(model, context.getSequence(), contextSize);
  }

  /** Null where the chat is longer than the context. Calls MUST follow one another. */
  async complete({ messages, temperature, seed, tokensMax }: CompletionRequest): Promise<Completion | null> {
    const prompt = this.#tokens(messages);
    if (prompt.length + tokensMax > this.#contextSize) return null;
    if (!continues(messages, this.#last)) await this.#sequence.clearHistory();
    this.#last = messages;
    await this.#sequence.adaptStateToTokens(prompt, false);
    // At least one token must be read for there to be a next one.
    if (this.#sequence.nextTokenIndex >= prompt.length) await this.#sequence.clearHistory();
    const rest = prompt.slice(this.#sequence.nextTokenIndex);
    const answer: number[] = [];
    for await (const token of this.#sequence.evaluate(rest, { temperature, seed })) {
      if (this.#model.isEogToken(token)) break;
      answer.push(token);
      if (answer.length >= tokensMax) break;
    }
    return {
      text: this.#model.detokenize(answer),
      promptTokens: prompt.length,
      completionTokens: answer.length,
      isCutOff: answer.length >= tokensMax,
    };
  }

  /** The model's own chat format (ChatML); only its frame has special tokens, whatever a message says. */
  #tokens(messages: readonly Message[]): number[] {
    const framed = messages.flatMap(({ role, content }) => [
      ...this.#model.tokenize(`<|im_start|>${role}\n`, true),
      ...this.#model.tokenize(content, false),
      ...this.#model.tokenize("<|im_end|>\n", true),
    ]);
    return [...framed, ...this.#model.tokenize("<|im_start|>assistant\n", true)];
  }
}

function continues(messages: readonly Message[], last: readonly Message[]): boolean {
  return (
    last.length > 0 &&
    messages.length > last.length &&
    last.every(({ role, content }, index) => messages[index]?.role === role && messages[index].content === content)
  );
}
