import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { Worker } from "../../ports/work.ts";
import { embeddingsEncoder } from "./embeddings-encoder.ts";
import { hashEncoder } from "./encoder.ts";
import { endpointWorker } from "./endpoint-worker.ts";
import { HASH_ANGLES, hashAngles } from "./hash-angles.ts";

type Handler = (request: IncomingMessage, reply: ServerResponse, body: Record<string, unknown>) => void;

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A server on loopback that behaves like the API, in the way that the handler says. */
async function serve(handler: Handler): Promise<string> {
  const server = createServer((request, reply) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () =>
      handler(request, reply, JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>),
    );
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

const completion = (content: unknown): string =>
  JSON.stringify({ object: "chat.completion", choices: [{ index: 0, message: { role: "assistant", content } }] });

const SECRET = "sk-very-secret";
const job = { idempotenceKey: "ab".repeat(32), lane: "fast", prompt: Buffer.from("What is 2 + 2?") };

const workerAt = (baseUrl: string, timeoutMs = 2000): Worker =>
  endpointWorker({
    lanes: ["fast"],
    announcedMs: 2000,
    capacity: 1,
    endpoint: { baseUrl, apiKey: SECRET, timeoutMs },
    model: "tiny",
    encoder: hashEncoder(4),
    weight: 3,
  });

const failureOf = async (worker: Worker, signal = new AbortController().signal): Promise<Error & { code: string }> =>
  worker.answer(job, signal).then(
    () => {
      throw new Error("it answered");
    },
    (fault: Error & { code: string }) => fault,
  );

test("ME-275 an endpoint's answer becomes an answer with named angles", async () => {
  let seen: { url: string | undefined; key: string | undefined; body: Record<string, unknown> } | null = null;
  const url = await serve((request, reply, body) => {
    seen = { url: request.url, key: request.headers.authorization, body };
    reply.end(completion("4"));
  });
  const answer = await workerAt(url).answer(job, new AbortController().signal);
  expect(Buffer.from(answer.answer).toString()).toBe("4");
  expect(answer).toMatchObject({ encoder: HASH_ANGLES, weight: 3, angles: hashAngles(Buffer.from("4"), 4) });
  expect(seen).toMatchObject({
    url: "/v1/chat/completions",
    key: `Bearer ${SECRET}`,
    body: {
      model: "tiny",
      stream: false,
      user: job.idempotenceKey,
      messages: [{ role: "user", content: "What is 2 + 2?" }],
    },
  });
});

const BROKEN: readonly (readonly [string, string, Handler])[] = [
  ["hangs before its head", "MESH_WORKER_TIMEOUT", () => undefined],
  ["hangs in its body", "MESH_WORKER_TIMEOUT", (_, reply) => reply.write('{"choices":')],
  [
    "drips its body for ever",
    "MESH_WORKER_TIMEOUT",
    (_, reply) => {
      const timer = setInterval(() => reply.write(" "), 20);
      reply.on("close", () => clearInterval(timer));
    },
  ],
  ["hangs up", "MESH_WORKER_UNREACHABLE", (request) => request.socket.destroy()],
  [
    "hangs up half way",
    "MESH_WORKER_UNREACHABLE",
    (request, reply) => reply.write('{"choices":', () => request.socket.destroy()),
  ],
  ["is overloaded", "MESH_WORKER_STATUS", (_, reply) => reply.writeHead(503).end(`key ${SECRET} refused`)],
  ["refuses the key", "MESH_WORKER_STATUS", (_, reply) => reply.writeHead(401).end(SECRET)],
  [
    "does not know streaming off",
    "MESH_WORKER_STATUS",
    (_, reply) => reply.writeHead(400).end('{"error":"stream required"}'),
  ],
  [
    "streams all the same",
    "MESH_WORKER_ANSWER",
    (_, reply) => reply.end('data: {"choices":[{"delta":{"content":"4"}}]}\n\ndata: [DONE]\n\n'),
  ],
  ["sends no JSON", "MESH_WORKER_ANSWER", (_, reply) => reply.end(`<html>${SECRET}</html>`)],
  ["has no choices", "MESH_WORKER_ANSWER", (_, reply) => reply.end('{"choices":[]}')],
  ["has no text", "MESH_WORKER_ANSWER", (_, reply) => reply.end(completion(null))],
  ["has an empty text", "MESH_WORKER_ANSWER", (_, reply) => reply.end(completion(""))],
  [
    "sends elsewhere",
    "MESH_WORKER_UNREACHABLE",
    (_, reply) => reply.writeHead(302, { location: "http://127.0.0.1:9/" }).end(),
  ],
  ["never stops", "MESH_WORKER_TOO_LONG", (_, reply) => reply.end("x".repeat(5 * 1024 * 1024))],
];

test.each(BROKEN)("ME-276 an endpoint that %s is %s, and no secret is told", async (_, code, handler) => {
  const fault = await failureOf(workerAt(await serve(handler), 300));
  expect(fault.code).toBe(code);
  expect(`${fault.stack}${JSON.stringify(fault)}${String(fault.cause)}`).not.toContain(SECRET);
});

test("ME-276 an endpoint that nobody listens at is unreachable", async () => {
  const fault = await failureOf(workerAt("http://127.0.0.1:9/v1"));
  expect(fault.code).toBe("MESH_WORKER_UNREACHABLE");
});

test("ME-276 a slow endpoint within its time answers; an abandoned job ends at once", async () => {
  const url = await serve((_, reply) => setTimeout(() => reply.end(completion("late")), 300));
  const answer = await workerAt(url).answer(job, new AbortController().signal);
  expect(Buffer.from(answer.answer).toString()).toBe("late");
  const controller = new AbortController();
  const fault = failureOf(workerAt(await serve(() => undefined), 60_000), controller.signal);
  controller.abort();
  expect((await fault).code).toBe("MESH_WORKER_ABANDONED");
});

test.each([
  { baseUrl: "ftp://127.0.0.1/", timeoutMs: 1 },
  { baseUrl: `http://user:${SECRET}@127.0.0.1/`, timeoutMs: 1 },
  { baseUrl: "http://127.0.0.1/", timeoutMs: 0 },
])("ME-275 settings that cannot be are refused without telling them: %#", (endpoint) => {
  const build = () =>
    endpointWorker({ lanes: [], announcedMs: 1, capacity: 1, endpoint, model: "m", encoder: hashEncoder(1) });
  expect(build).toThrow(expect.objectContaining({ code: "MESH_WORKER_OPTIONS" }));
  expect(build).not.toThrow(SECRET);
});

test("ME-277 angles of SHA-256 in counter mode are those of the definition, and unrelated for other texts", () => {
  const angles = hashAngles(Buffer.from("4"), 384);
  expect(angles).toHaveLength(768);
  // printf 'plimsoll mesh sha256-angles 1\n\0\0\0\0004' | sha256sum, and with block 1.
  expect(Buffer.from(angles.subarray(0, 8)).toString("hex")).toBe("b200a0345be51c14");
  expect(Buffer.from(angles.subarray(32, 40)).toString("hex")).toBe("2f935784bfcd93e5");
  expect(hashAngles(Buffer.from("4"), 3)).toEqual(angles.slice(0, 6));
  expect(hashAngles(Buffer.from("5"), 384)).not.toEqual(angles);
});

test("ME-278 embeddings become 16-bit turns, and another number of them is no answer", async () => {
  const vectors: Record<string, unknown> = { good: [0, 3, -3, 0], short: [1], odd: [1, 2, 3, "4"], zero: [0, 0, 0, 0] };
  const url = await serve((_, reply, body) =>
    reply.end(JSON.stringify({ data: [{ embedding: vectors[String(body["input"])] }] })),
  );
  const encoder = embeddingsEncoder({
    endpoint: { baseUrl: url, timeoutMs: 1000 },
    model: "e",
    digest: "d1",
    dimensions: 4,
  });
  const { signal } = new AbortController();
  expect(encoder.name).toBe("atan-embedding-v1:e:d1");
  const turns = Buffer.from(await encoder.encode(Buffer.from("good"), signal));
  const expected = Math.round((Math.atan(Math.SQRT2) / (2 * Math.PI)) * 65_536);
  expect([0, 1, 2, 3].map((index) => turns.readUInt16BE(2 * index))).toEqual([0, expected, 65_536 - expected, 0]);
  expect(await encoder.encode(Buffer.from("zero"), signal)).toEqual(Buffer.alloc(8));
  for (const text of ["short", "odd", "none"]) {
    await expect(encoder.encode(Buffer.from(text), signal)).rejects.toMatchObject({ code: "MESH_WORKER_ANSWER" });
  }
});
