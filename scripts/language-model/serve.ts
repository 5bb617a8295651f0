// An OpenAI-compatible chat endpoint on 127.0.0.1 around a small model, for trying the battery on: one chat at a time, tools in the
// text only. Prints {"port", "model"} on one line and ends with its standard input or on SIGTERM.
// Run: node scripts/language-model/serve.ts [--port 0] [--threads 1] [--context 4096]
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { parseArgs } from "node:util";
import { Completer, type CompletionRequest, type Message } from "./completer.ts";
import { loadModel, MODEL_NAME } from "./llama.ts";

const { values: flags } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    threads: { type: "string", default: "1" },
    context: { type: "string", default: "4096" },
  },
});
const threads = Number(flags.threads);
const BODY_BYTES_MAX = 1 << 20;

process.stdin.resume().once("end", () => process.exit(0));
process.once("SIGTERM", () => process.exit(0));
const completer = await Completer.over(await loadModel(threads), { contextSize: Number(flags.context), threads });
let busy: Promise<unknown> = Promise.resolve();

const server = createServer((request, response) => {
  route(request, response).catch(() => reply(response, 500, { error: { message: "the model failed" } }));
});
server.listen(Number(flags.port), "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  process.stdout.write(`${JSON.stringify({ port, model: MODEL_NAME })}\n`);
});

async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const asked = `${request.method} ${request.url}`;
  if (asked === "GET /v1/models") return reply(response, 200, { object: "list", data: [{ id: MODEL_NAME }] });
  if (asked !== "POST /v1/chat/completions") return reply(response, 404, { error: { message: "no such page" } });
  const completion = completionRequest(await readBody(request));
  if (completion === null) return reply(response, 400, { error: { message: "no chat completion request" } });
  const turn = busy.then(() => completer.complete(completion));
  busy = turn.catch(() => undefined);
  const completed = await turn;
  if (completed === null) return reply(response, 400, { error: { message: "longer than the context" } });
  const { text, promptTokens, completionTokens, isCutOff } = completed;
  reply(response, 200, {
    object: "chat.completion",
    model: MODEL_NAME,
    choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: isCutOff ? "length" : "stop" }],
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  });
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) return null;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return null;
  }
}

function completionRequest(body: unknown): CompletionRequest | null {
  const { messages, temperature, seed, max_tokens: tokensMax } = (body ?? {}) as Readonly<Record<string, unknown>>;
  if (!Array.isArray(messages) || !messages.every(isMessage)) return null;
  return {
    messages: messages.map(({ role, content }) => ({ role, content })),
    temperature: typeof temperature === "number" ? temperature : 0,
    seed: typeof seed === "number" ? seed : 0,
    tokensMax: typeof tokensMax === "number" ? Math.min(tokensMax, 1_024) : 256,
  };
}

const isMessage = (value: unknown): value is Message =>
  typeof value === "object" &&
  value !== null &&
  ["system", "user", "assistant"].includes((value as Message).role) &&
  typeof (value as Message).content === "string";

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
