/** A use of a tool as an OpenAI-compatible endpoint spells it; `argumentsText` is JSON that the model wrote, or is not. */
export interface ChatToolCall {
  readonly id: string;
  readonly name: string;
  readonly argumentsText: string;
}

/** One message of a chat, in the roles of the OpenAI chat completions interface. */
export type ChatMessage =
  | { readonly role: "system" | "user"; readonly content: string }
  | { readonly role: "assistant"; readonly content: string; readonly toolCalls: readonly ChatToolCall[] }
  | { readonly role: "tool"; readonly content: string; readonly toolCallId: string };

/** A tool as it is offered to the model; every parameter is a required text. */
export interface ChatTool {
  readonly name: string;
  readonly description: string;
  readonly parameters: readonly string[];
}

/** What a model is asked. */
export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  /** Empty where tools are spelt in the text. */
  readonly tools: readonly ChatTool[];
  readonly answerTokensMax: number;
  /** In thousandths; 0 takes the likeliest token every time. */
  readonly temperatureMilli: number;
  /** Asks the server to sample alike, in [0, 2^31). */
  readonly samplingSeed: number;
}

/** What asking cost, retries included, whether or not it brought an answer. */
interface Cost {
  readonly requests: number;
  readonly tokens: number;
}

/** What came of asking a model once. */
export type ChatAnswer =
  | ({ readonly kind: "answered"; readonly text: string; readonly toolCalls: readonly ChatToolCall[] } & Cost)
  /** `code`: `HTTP_<status>`, `TIMED_OUT`, `UNREACHABLE`, `TOO_LARGE` or `MALFORMED`. */
  | ({ readonly kind: "failed"; readonly code: string } & Cost);

/**
 * Asks a language model once. MUST answer `failed` for whatever the model's server does. MUST reject when the signal fires, and
 * with a `PlimsollError` where asking on makes no sense (`PROBE_BUDGET_SPENT`): both stop the probing, neither is a trial.
 */
export type ChatPort = (request: ChatRequest, signal: AbortSignal) => Promise<ChatAnswer>;
