/** Keys whose values count tokens, as OpenAI's and Anthropic's interfaces call them. */
export const USAGE_KEYS: readonly string[] = ["prompt_tokens", "completion_tokens", "input_tokens", "output_tokens"];

const COUNTS: ReadonlySet<string> = new Set(USAGE_KEYS);

/** Where usage stands: at the root, or inside the event of a stream. */
const USAGE_AT: ReadonlySet<string> = new Set(["usage", "response/usage", "message/usage"]);

/**
 * Tokens that an answer says it used. Usage in a stream is cumulative, so the largest counts. Where an answer says nothing, or is
 * cut before it could, its events count as tokens of the completion.
 */
export class UsageTally {
  #promptTokens = 0;
  #completionTokens = 0;

  take(path: readonly string[], value: string): void {
    const key = path[path.length - 1] ?? "";
    if (!COUNTS.has(key) || !USAGE_AT.has(path.slice(0, -1).join("/"))) return;
    const count = /^\d{1,12}$/.test(value) ? Number(value) : 0;
    if (key === "prompt_tokens" || key === "input_tokens") this.#promptTokens = Math.max(this.#promptTokens, count);
    if (key === "completion_tokens" || key === "output_tokens")
      this.#completionTokens = Math.max(this.#completionTokens, count);
  }

  tokens(events: number): { readonly promptTokens: number; readonly completionTokens: number } {
    const completionTokens = this.#completionTokens > 0 ? this.#completionTokens : events;
    return { promptTokens: this.#promptTokens, completionTokens };
  }
}
