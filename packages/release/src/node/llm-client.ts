import { PlimsollError } from "@plimsoll/foundation";
import type { LanguageModel, ModelPrompt, ModelReply } from "../opinion/language-model.ts";

/** Where a model is asked. The CLI reads them from RSP_LLM_BASE_URL, RSP_LLM_API_KEY and RSP_LLM_MODEL. */
export interface LanguageModelSettings {
  /** Such as `https://host/v1`; http to another machine only without a key. */
  readonly baseUrl: string;
  /** Null for an endpoint that wants none. It is never part of a message. */
  readonly apiKey: string | null;
  readonly model: string;
  /** For one request with its answer; 120 000 where nothing is said. */
  readonly timeoutMs?: number;
  /** 4 MiB where nothing is said: longer answers are `TOO_LARGE`. */
  readonly answerBytesMax?: number;
}

const TIMEOUT_MS = 120_000;
const ANSWER_BYTES_MAX = 4 << 20;
/** A prompt of more bytes is not sent: it would hold more than `MATERIAL_LENGTH_MAX` of text. */
const REQUEST_BYTES_MAX = 2 << 20;

/**
 * A chat endpoint as OpenAI-compatible servers have it. It follows no redirect, so that text goes where it was meant to go and
 * nowhere else, and samples nothing.
 *
 * @throws {PlimsollError} `LLM_SETTINGS_INVALID` for an address, a key or a name that is none.
 */
export function openLanguageModel(settings: LanguageModelSettings): LanguageModel {
  const address = addressOf(settings);
  return async (prompt) => {
    const body = bodyOf(prompt, settings.model);
    if (Buffer.byteLength(body) > REQUEST_BYTES_MAX) return failed("TOO_LARGE");
    const timeout = AbortSignal.timeout(settings.timeoutMs ?? TIMEOUT_MS);
    return exchange(address, body, settings, timeout).catch(() =>
      failed(timeout.aborted ? "TIMED_OUT" : "UNREACHABLE"),
    );
  };
}

async function exchange(
  address: string,
  body: string,
  { apiKey, answerBytesMax = ANSWER_BYTES_MAX, model }: LanguageModelSettings,
  signal: AbortSignal,
): Promise<ModelReply> {
  const headers = { "content-type": "application/json", accept: "application/json" };
  const authorization = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` };
  const response = await fetch(address, {
    method: "POST",
    headers: { ...headers, ...authorization },
    body,
    redirect: "manual",
    signal,
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    return failed(`HTTP_${response.status}`);
  }
  const text = await boundedText(response, answerBytesMax);
  if (text === null) return failed("TOO_LARGE");
  const answer = answerIn(text);
  return answer === null ? failed("MALFORMED") : { kind: "answered", text: answer, model };
}

const bodyOf = ({ system, user, answerTokensMax }: ModelPrompt, model: string): string =>
  JSON.stringify({
    model,
    messages: [
      { role: "system", content: system },
      { role: "user", content: user },
    ],
    temperature: 0,
    seed: 0,
    max_tokens: answerTokensMax,
    n: 1,
    stream: false,
  });

/** Null where it is longer than the bound; the rest is not read. */
async function boundedText(response: Response, bytesMax: number): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > bytesMax) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The content of the first choice; null where that is no chat completion. */
function answerIn(text: string): string | null {
  const choices = field(parsed(text), "choices");
  const content = field(field(Array.isArray(choices) ? choices[0] : null, "message"), "content");
  return typeof content === "string" ? content.toWellFormed() : null;
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

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

function addressOf({ baseUrl, apiKey, model }: LanguageModelSettings): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (url === null || !["http:", "https:"].includes(url.protocol)) throw invalid("an http or https address", "another");
  if (`${url.username}${url.password}${url.search}${url.hash}` !== "")
    throw invalid("an address without credentials, query and fragment", "one that has some");
  if (apiKey !== null && !/^[\x21-\x7e]{1,4096}$/.test(apiKey))
    throw invalid("a key of printable characters", "another");
  if (apiKey !== null && url.protocol === "http:" && !LOOPBACK.test(url.hostname))
    throw invalid("https where a key is sent to another machine", "http");
  if (!/^[^\p{Cc}]{1,200}$/u.test(model)) throw invalid("the name of a model", "none");
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}/chat/completions`;
}

/** Neither address nor key is repeated: they may hold what should not be seen. */
const invalid = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "LLM_SETTINGS_INVALID",
    expected,
    received,
    fix: "set RSP_LLM_BASE_URL as in https://host/v1, RSP_LLM_MODEL, and RSP_LLM_API_KEY where one is needed",
  });

const failed = (code: string): ModelReply => ({ kind: "failed", code });
