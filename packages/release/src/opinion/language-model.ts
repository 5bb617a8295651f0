import { canonicalJson, type Digest, digestOf, utf8 } from "@plimsoll/foundation";

/** What a model is asked: our own words, and others' text as quoted data. */
export interface ModelPrompt {
  readonly system: string;
  readonly user: string;
  readonly answerTokensMax: number;
}

export type ModelReply =
  | { readonly kind: "answered"; readonly text: string; readonly model: string }
  /** `HTTP_<status>`, `TIMED_OUT`, `UNREACHABLE`, `TOO_LARGE`, `MALFORMED`, `NOT_STORED`. */
  | { readonly kind: "failed"; readonly code: string };

/**
 * Asks a language model once. MUST answer `failed` for whatever the model's server does, and MUST NOT throw for it: an evaluation
 * without a model is a whole evaluation.
 */
export type LanguageModel = (prompt: ModelPrompt) => Promise<ModelReply>;

/** The canonical JSON of a prompt, as it is kept. */
export const bytesOfPrompt = ({ system, user, answerTokensMax }: ModelPrompt): Uint8Array =>
  utf8(canonicalJson({ system: system.toWellFormed(), user: user.toWellFormed(), answerTokensMax }));

/** A prompt's name: the same question has the same digest in every run. */
export const digestOfPrompt = (prompt: ModelPrompt): Digest => digestOf(bytesOfPrompt(prompt));
