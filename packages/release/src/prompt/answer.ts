import { identifier, list, matching, object, oneOf, type Shaped } from "@plimsoll/foundation";
import { colourShape } from "../decision/colour.ts";
import { proseShape } from "../policy/shapes.ts";

/** Words of the text itself; empty where nothing is shown. */
const quotedShape = matching("at most 4000 characters of the text", /^(?:[^\p{Cc}\p{Cs}]|[\n\t]){0,4000}$/u);

const layerAnswerShape = object({
  colour: colourShape,
  why: proseShape,
  /** What this layer would have to see and does not. */
  notShown: list(proseShape, 64),
});

/** What a model is asked to answer to the one prompt. An opinion, whatever it says. */
export const onePromptAnswerShape = object({
  format: oneOf("plimsoll one-prompt answer 1"),
  colour: colourShape,
  layers: object({
    L1: layerAnswerShape,
    L2: layerAnswerShape,
    L3: layerAnswerShape,
    L4: layerAnswerShape,
  }),
  findings: list(
    object({
      claim: identifier,
      stance: oneOf("supports", "refutes", "not shown"),
      quote: quotedShape,
      why: proseShape,
    }),
    512,
  ),
  /** Risks that the text raises, each with the safeguard that it asks for. */
  safeguards: list(object({ risk: proseShape, safeguard: proseShape }), 64),
  /** Every step of the evaluation, in order. */
  log: list(object({ step: proseShape, found: proseShape }), 256),
  wouldChange: list(proseShape, 64),
});
export type OnePromptAnswer = Shaped<typeof onePromptAnswerShape>;
