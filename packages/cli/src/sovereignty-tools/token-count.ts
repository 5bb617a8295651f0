/** Counts cl100k_base tokens, the unit of ladder W1 (reference §9.6). Its tables are large: only who weakens waits for them. */
export async function tokenCounter(): Promise<(text: string) => number> {
  const { countTokens } = await import("gpt-tokenizer/encoding/cl100k_base");
  // A text that spells a special token is text all the same.
  return (text) => countTokens(text, { disallowedSpecial: new Set() });
}
