import type { Answer, Job, Worker } from "../../ports/work.ts";
import type { Encoder } from "./encoder.ts";
import { type Endpoint, postJson } from "./post-json.ts";
import { workerFault } from "./worker-fault.ts";

export interface EndpointWorkerOptions extends Pick<Worker, "lanes" | "announcedMs" | "capacity"> {
  readonly endpoint: Endpoint;
  readonly model: string;
  readonly encoder: Encoder;
  /** Of each thought, 1 to 65,536. 1 when not given. */
  readonly weight?: number;
  /** Tokens of an answer at most. 1,024 when not given. */
  readonly tokensMax?: number;
}

/**
 * A worker behind an OpenAI-compatible endpoint: `POST /chat/completions`, not streamed, temperature 0. The intent's id
 * goes along as `Idempotency-Key` would, in `user`, for endpoints that look at it.
 * @throws {PlimsollError} `MESH_WORKER_OPTIONS`
 */
export function endpointWorker(options: EndpointWorkerOptions): Worker {
  checkOptions(options);
  const { lanes, announcedMs, capacity, encoder, weight = 1 } = options;
  return {
    lanes,
    announcedMs,
    capacity,
    answer: async (job, signal): Promise<Answer> => {
      const answer = Buffer.from(await completionOf(options, job, signal), "utf8");
      return { answer, encoder: encoder.name, weight, angles: await encoder.encode(answer, signal) };
    },
  };
}

async function completionOf(options: EndpointWorkerOptions, job: Job, signal: AbortSignal): Promise<string> {
  const reply = await postJson(options.endpoint, "/chat/completions", requestOf(options, job), signal);
  const text = contentOf(reply);
  if (text !== undefined && text.length > 0) return text;
  throw workerFault(
    "MESH_WORKER_ANSWER",
    "a text in choices[0].message.content",
    "none",
    "mend the endpoint or its model",
  );
}

const requestOf = ({ model, tokensMax = 1024 }: EndpointWorkerOptions, { prompt, idempotenceKey }: Job): object => ({
  model,
  messages: [{ role: "user", content: Buffer.from(prompt).toString("utf8") }],
  max_tokens: tokensMax,
  temperature: 0,
  stream: false,
  user: idempotenceKey,
});

function contentOf(reply: unknown): string | undefined {
  const choice = firstOf(fieldOf(reply, "choices"));
  const content = fieldOf(fieldOf(choice, "message"), "content");
  return typeof content === "string" ? content : undefined;
}

export const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

export const firstOf = (value: unknown): unknown => (Array.isArray(value) ? (value as unknown[])[0] : undefined);

function checkOptions({ endpoint, model, capacity, weight = 1 }: EndpointWorkerOptions): void {
  const url = URL.canParse(endpoint.baseUrl) ? new URL(endpoint.baseUrl) : undefined;
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
  check(isPlain, "an http or https address without user and password", "another one");
  check(model.length > 0, "the name of a model", "none");
  check(Number.isSafeInteger(capacity) && capacity >= 1, "a capacity of at least 1", String(capacity));
  check(Number.isSafeInteger(weight) && weight >= 1 && weight <= 65_536, "a weight from 1 to 65,536", String(weight));
  check(endpoint.timeoutMs > 0, "a timeout above 0 ms", String(endpoint.timeoutMs));
}

function check(isGood: boolean, expected: string, received: string): void {
  if (!isGood) throw workerFault("MESH_WORKER_OPTIONS", expected, received, "mend the worker's settings");
}
