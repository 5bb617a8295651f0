const LAYER = { colour: "GREEN", why: "fine", notShown: [] };

/** What a model answers to the one prompt: all is green, but these words of the text refute its claim. */
export const answerQuoting = (...quotes: readonly string[]) => ({
  format: "plimsoll one-prompt answer 1",
  colour: "GREEN",
  layers: { L1: LAYER, L2: LAYER, L3: LAYER, L4: LAYER },
  findings: quotes.map((quote) => ({ claim: "c-1", stance: "refutes", quote, why: "it says so" })),
  safeguards: [],
  log: [],
  wouldChange: [],
});
