import { err, type Result } from "@plimsoll/foundation";
import type { AnswerRefusal } from "../opinion/answer-json.ts";
import { digestOfPrompt, type LanguageModel } from "../opinion/language-model.ts";
import { type JudgedText, sendableOf } from "../opinion/sendable.ts";
import type { Level } from "../policy/level.ts";
import type { Policy } from "../policy/policy.ts";
import { type ImportedAnswer, importAnswer } from "./import-answer.ts";
import { type NamedClaim, promptFor } from "./one-prompt.ts";

/** The one prompt, asked by the program instead of by hand. */
export interface Asked {
  /** Its item is the id of the source whose text it is. */
  readonly text: JudgedText;
  readonly policy: Policy;
  readonly level: Level;
  readonly claims: readonly NamedClaim[];
}

const SYSTEM = "You give an opinion on the case for a release. Answer with one JSON object and nothing else.";
const ANSWER_TOKENS_MAX = 8_192;

/** Nothing is sent of a text that intake held back. Whatever comes is imported as an opinion. */
export async function askModel(
  model: LanguageModel,
  { text, policy, level, claims }: Asked,
): Promise<Result<ImportedAnswer, AnswerRefusal>> {
  const [sent] = sendableOf([text]).sendable;
  if (sent === undefined)
    return err({ expected: "a text that may be sent", received: `one that is not: ${text.verdict}` });
  const prompt = {
    system: SYSTEM,
    user: promptFor(sent.text, policy, level, claims),
    answerTokensMax: ANSWER_TOKENS_MAX,
  };
  const reply = await model(prompt);
  if (reply.kind === "failed") return err({ expected: "an answer", received: reply.code });
  return importAnswer(reply.text, {
    text: sent.text,
    source: sent.item,
    claims: claims.map(({ id }) => id),
    prompt: digestOfPrompt(prompt),
    model: reply.model,
  });
}
