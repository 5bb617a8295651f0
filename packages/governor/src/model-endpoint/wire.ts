import type { ChatAnswer, ChatMessage, ChatRequest, ChatTool, ChatToolCall } from "@plimsoll/evidence";

/** The body of a chat completion request as OpenAI-compatible servers read it. */
export function requestBody(model: string, request: ChatRequest): string {
  const { messages, tools, answerTokensMax, temperatureMilli, samplingSeed } = request;
  return JSON.stringify({
    model,
    messages: messages.map(wireMessage),
    ...(tools.length === 0 ? {} : { tools: tools.map(wireTool) }),
    temperature: temperatureMilli / 1000,
    seed: samplingSeed,
    max_tokens: answerTokensMax,
    n: 1,
    stream: false,
  });
}

/** What the server answered; null where that is no chat completion. `bytes`: how much was sent and received, for a server that counts no tokens. */
export function readAnswer(text: string, bytes: number): Omit<ChatAnswer & { kind: "answered" }, "requests"> | null {
  const body = parsed(text);
  const choices = field(body, "choices");
  const message = field(Array.isArray(choices) ? choices[0] : null, "message");
  const content = field(message, "content") ?? "";
  const toolCalls = readToolCalls(field(message, "tool_calls") ?? []);
  if (message === undefined || typeof content !== "string" || toolCalls === null) return null;
  return { kind: "answered", text: content.toWellFormed(), toolCalls, tokens: tokensOf(field(body, "usage"), bytes) };
}

/** The most tokens that a request can be counted as: a token is a byte or more, and templates add a few for each message. */
export const tokensAtMost = (body: string, { messages, answerTokensMax }: ChatRequest): number =>
  Buffer.byteLength(body) + messages.length * 16 + answerTokensMax;

function wireMessage(message: ChatMessage): Readonly<Record<string, unknown>> {
  const { role, content } = message;
  if (role === "tool") return { role, content, tool_call_id: message.toolCallId };
  if (role !== "assistant" || message.toolCalls.length === 0) return { role, content };
  return { role, content: content === "" ? null : content, tool_calls: message.toolCalls.map(wireCall) };
}

const wireCall = ({ id, name, argumentsText }: ChatToolCall): Readonly<Record<string, unknown>> => ({
  id,
  type: "function",
  function: { name, arguments: argumentsText },
});

const wireTool = ({ name, description, parameters }: ChatTool): Readonly<Record<string, unknown>> => ({
  type: "function",
  function: {
    name,
    description,
    parameters: {
      type: "object",
      properties: Object.fromEntries(parameters.map((parameter) => [parameter, { type: "string" }])),
      required: parameters,
      additionalProperties: false,
    },
  },
});

function readToolCalls(value: unknown): ChatToolCall[] | null {
  if (!Array.isArray(value)) return null;
  const calls = value.map(readToolCall);
  return calls.every((call) => call !== null) ? calls : null;
}

function readToolCall(value: unknown): ChatToolCall | null {
  const id = field(value, "id");
  const name = field(field(value, "function"), "name");
  const argumentsText = field(field(value, "function"), "arguments");
  if (typeof id !== "string" || typeof name !== "string" || typeof argumentsText !== "string") return null;
  return { id: id.toWellFormed(), name: name.toWellFormed(), argumentsText: argumentsText.toWellFormed() };
}

/** What the server says it counted, or every byte as a token: rounding is against whoever asks. */
function tokensOf(usage: unknown, bytes: number): number {
  const counts = [field(usage, "prompt_tokens"), field(usage, "completion_tokens")];
  const isCounted = counts.every((count): count is number => Number.isSafeInteger(count) && Number(count) >= 0);
  return isCounted ? counts.reduce((total, count) => total + count, 0) : bytes;
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
