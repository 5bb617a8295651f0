import { type Clock, PlimsollError } from "@plimsoll/foundation";
import type { ChatAnswer, ChatPort, ChatRequest, Spent } from "@plimsoll/evidence";
import { steadyPace, type Wait } from "../probe/pace.ts";
import { apiKeyIn } from "./api-key.ts";
import { boundedBody } from "./bounded-body.ts";
import { completionsAddress } from "./endpoint-address.ts";
import { type EndpointBudget, SpendingLimit } from "./endpoint-budget.ts";
import { readAnswer, requestBody, tokensAtMost } from "./wire.ts";

/** How a model server is reached. */
export interface EndpointOptions {
  /** Such as `https://host/v1` or `http://127.0.0.1:8080/v1`; see `completionsAddress`. */
  readonly baseUrl: string;
  readonly model: string;
  /** Name of the variable that holds the API key, null for an endpoint that wants none. */
  readonly apiKeyVariable: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly budget: EndpointBudget;
  readonly clock: Clock;
  readonly wait: Wait;
  /** Above 0, at most 1 000; 5 where nothing is said. */
  readonly requestsPerSecond?: number;
  /** For one request with its answer; 60 000 where nothing is said. */
  readonly timeoutMs?: number;
  /** Tries after the first that the server is too busy or broken for (429, 5xx); 4 where nothing is said. */
  readonly retriesMax?: number;
  /** 1 MiB where nothing is said. */
  readonly responseBytesMax?: number;
}

/** A model server that is asked. */
export interface Endpoint {
  readonly chat: ChatPort;
  /** What was asked of the endpoint so far. */
  readonly spent: () => Spent;
  /** See `ProbeTarget.keepAccount`: the budget holds over restarts. */
  readonly keepAccount: SpendingLimit["keepAccount"];
}

const BACKOFF_MS = 500;
const BACKOFF_MS_MAX = 30_000;

/**
 * A chat endpoint over HTTP. It follows no redirect, reads no more than `responseBytesMax`, and stops by `PROBE_BUDGET_SPENT` before a
 * request that might cost more than is left. Throws `ENDPOINT_ADDRESS_MALFORMED`, `ENDPOINT_KEY_MISSING`, `ENDPOINT_OPTIONS_MALFORMED`.
 */
export function openEndpoint(options: EndpointOptions): Endpoint {
  const key = apiKeyIn(options.environment, options.apiKeyVariable);
  const { requestsPerSecond = 5, timeoutMs = 60_000, retriesMax = 4, responseBytesMax = 1 << 20 } = options;
  requireWithin("requestsPerSecond", requestsPerSecond, Number.MIN_VALUE, 1_000);
  requireWithin("timeoutMs", timeoutMs, 1, 3_600_000);
  requireWithin("retriesMax", retriesMax, 0, 20);
  requireWithin("responseBytesMax", responseBytesMax, 1, 1 << 28);
  const line: Line = {
    address: completionsAddress(options.baseUrl, key !== null),
    headers: {
      "content-type": "application/json",
      accept: "application/json",
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    },
    model: options.model,
    limit: new SpendingLimit(options.budget),
    pace: steadyPace(requestsPerSecond, options.clock, options.wait),
    wait: options.wait,
    timeoutMs,
    retriesMax,
    responseBytesMax,
  };
  return {
    chat: (request, signal) => ask(line, request, signal),
    spent: () => line.limit.spent,
    keepAccount: (spentBefore, asked) => line.limit.keepAccount(spentBefore, asked),
  };
}

/** What every request of an endpoint shares. */
interface Line {
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly model: string;
  readonly limit: SpendingLimit;
  readonly pace: (signal: AbortSignal) => Promise<void>;
  readonly wait: Wait;
  readonly timeoutMs: number;
  readonly retriesMax: number;
  readonly responseBytesMax: number;
}

async function ask(line: Line, request: ChatRequest, signal: AbortSignal): Promise<ChatAnswer> {
  const cost = { requests: 0, tokens: 0 };
  for (let attempt = 0; ; attempt += 1) {
    await line.pace(signal);
    const { reply, retryAfterMs } = await askOnce(line, request, signal);
    cost.requests += 1;
    cost.tokens += reply.tokens;
    if (retryAfterMs === null || attempt === line.retriesMax) return { ...reply, ...cost };
    await line.wait(Math.max(retryAfterMs, backoffMs(attempt)), signal);
  }
}

const backoffMs = (attempt: number): number => Math.min(BACKOFF_MS * 2 ** attempt, BACKOFF_MS_MAX);

interface Reply {
  readonly reply: ChatAnswer;
  /** Null where to ask again would not help; 0 where the server names no time. */
  readonly retryAfterMs: number | null;
}

async function askOnce(line: Line, request: ChatRequest, signal: AbortSignal): Promise<Reply> {
  const body = requestBody(line.model, request);
  const settle = line.limit.reserve(tokensAtMost(body, request));
  const timeout = AbortSignal.timeout(line.timeoutMs);
  const answer = await exchange(line, body, AbortSignal.any([signal, timeout])).catch((): Reply => {
    signal.throwIfAborted();
    return failed(timeout.aborted ? "TIMED_OUT" : "UNREACHABLE", body);
  });
  settle(answer.reply.tokens);
  return answer;
}

async function exchange(line: Line, body: string, signal: AbortSignal): Promise<Reply> {
  const response = await fetch(line.address, {
    method: "POST",
    headers: line.headers,
    body,
    redirect: "manual",
    signal,
  });
  if (response.status !== 200) return refused(response, body);
  const text = await boundedBody(response, line.responseBytesMax);
  if (text === null) return failed("TOO_LARGE", body);
  const answer = readAnswer(text, Buffer.byteLength(body) + Buffer.byteLength(text));
  return answer === null ? failed("MALFORMED", body) : { reply: { ...answer, requests: 1 }, retryAfterMs: null };
}

async function refused(response: Response, body: string): Promise<Reply> {
  await response.body?.cancel();
  const { reply } = failed(`HTTP_${response.status}`, body);
  const isPassing = response.status === 429 || response.status >= 500;
  return { reply, retryAfterMs: isPassing ? retryAfterMs(response) : null };
}

/** Seconds only, and not for longer than we would wait by ourselves: a server cannot hold the probing up. */
function retryAfterMs(response: Response): number {
  const seconds = /^\d{1,6}$/.exec(response.headers.get("retry-after") ?? "");
  return seconds === null ? 0 : Math.min(Number(seconds[0]) * 1000, BACKOFF_MS_MAX);
}

/** What came of a request that brought no answer is counted as its whole prompt: it may well have been read. */
const failed = (code: string, body: string): Reply => ({
  reply: { kind: "failed", code, requests: 1, tokens: Buffer.byteLength(body) },
  retryAfterMs: null,
});

function requireWithin(name: string, value: number, minimum: number, maximum: number): void {
  if (value >= minimum && value <= maximum) return;
  throw new PlimsollError({
    code: "ENDPOINT_OPTIONS_MALFORMED",
    expected: `${name} from ${minimum} to ${maximum}`,
    received: `${value}`,
    fix: "mend that option of the endpoint",
  });
}
