import type { ChatAnswer, ChatPort } from "@plimsoll/evidence";
import { canonicalJson, type Digest, PlimsollError, utf8 } from "@plimsoll/foundation";
import {
  type AskedQuestion,
  DELIBERATOR_INTERFACE,
  promptDigest,
  type Question,
  questionPrompt,
  type QuestionPrompt,
  readReply,
  type Reply,
} from "@plimsoll/sovereignty";

export interface LanguageModelOptions {
  readonly model: string;
  readonly seed: number;
  readonly chat: ChatPort;
  /** Keeps a transcript and answers its digest. */
  readonly keep: (bytes: Uint8Array) => Promise<Digest>;
  readonly signal: AbortSignal;
}

/** A language model as a deliberator: each question is a chat of its own, asked once, and kept with its answer. */
export class LanguageModel {
  readonly #options: LanguageModelOptions;
  readonly #asked: AskedQuestion[] = [];

  constructor(options: LanguageModelOptions) {
    this.#options = options;
  }

  get asked(): readonly AskedQuestion[] {
    return this.#asked;
  }

  /** Throws `DELIBERATOR_SILENT` where the server gave no answer, and whatever the endpoint throws. */
  async answer(question: Question): Promise<Reply> {
    const prompt = questionPrompt(question);
    const answer = await this.#ask(prompt);
    const reply = answer.kind === "answered" ? readReply(question.kind, answer.text) : [];
    const place = placeOf(question);
    const transcript = await this.#options.keep(this.#transcript(place, prompt, answer));
    this.#asked.push({ ...place, artefacts: reply.length, tokens: answer.tokens, transcript });
    if (answer.kind === "failed") throw silent(answer.code);
    return reply;
  }

  async #ask({ system, user }: QuestionPrompt): Promise<ChatAnswer> {
    const { answerTokensMax, temperatureMilli, samplingSeed } = DELIBERATOR_INTERFACE;
    return await this.#options.chat(
      {
        messages: [
          { role: "system", content: system },
          { role: "user", content: user },
        ],
        tools: [],
        answerTokensMax,
        temperatureMilli,
        samplingSeed,
      },
      this.#options.signal,
    );
  }

  #transcript(place: Place, { system, user }: QuestionPrompt, answer: ChatAnswer): Uint8Array {
    const { model, seed } = this.#options;
    return utf8(
      canonicalJson({
        transcript: "plimsoll/sovereignty-transcript/v0.1",
        promptDigest: promptDigest(),
        model,
        seed,
        ...place,
        system,
        user,
        answer: answer.kind === "answered" ? answer.text : null,
        failure: answer.kind === "failed" ? answer.code : null,
        tokens: answer.tokens,
      }),
    );
  }
}

type Place = Pick<AskedQuestion, "kind" | "episode" | "step" | "attempt">;

function placeOf(question: Question): Place {
  const { kind, view } = question;
  const { episode, step } = view.observation;
  return { kind, episode, step, attempt: question.kind === "repair" ? question.attempt : null };
}

const silent = (code: string): PlimsollError =>
  new PlimsollError({
    code: "DELIBERATOR_SILENT",
    expected: "an answer of the model, whatever it says",
    received: code,
    fix: "see to the server and start again: the run is INVALID_RUN / TECHNICAL_FAILURE, and no result",
  });
