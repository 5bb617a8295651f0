import { createServer, type IncomingMessage, request as httpRequest, type ServerResponse } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestOfValue } from "@plimsoll/foundation";
import { generateSigningKey, systemClock } from "@plimsoll/foundation/node";
import { onTestFinished } from "vitest";
import { openGatekeeper } from "../../../src/gate/open-gatekeeper.ts";
import { ApiUsageCounter, type GateProxyOptions, openGateProxy } from "../../../src/gate/proxy/index.ts";
import type { CapabilityClaims } from "../../../src/token/capability-claims.ts";
import { signToken } from "../../../src/token/compact-token.ts";
import { jsonWebKeySetOf, nodeKeyDigest } from "../../../src/token/json-web-key-set.ts";
import { signFeed } from "../../../src/token/signed-feed.ts";

export const ISSUER = "plimsoll.local/site";
export const WEIGHTS = digestOfValue("the weights behind the gate");
export const NEVER = new AbortController().signal;

export const TIMERS = {
  every: (intervalMs: number, action: () => void) => {
    const timer = setInterval(action, intervalMs);
    return { stop: () => clearInterval(timer) };
  },
};

export const sleep = async (ms: number): Promise<void> => await new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until something holds. */
export async function until(holds: () => boolean, msMax = 5_000): Promise<void> {
  for (const startedMs = performance.now(); !holds(); await sleep(2))
    if (performance.now() - startedMs > msMax) throw new Error(`still not so after ${msMax} ms: ${holds.toString()}`);
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-gate-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A token issuer with its feed, and the key set that a gate believes. */
export function openIssuer() {
  const key = generateSigningKey();
  const nodeKey = nodeKeyDigest(key.publicKey);
  let repeat = 0;
  const jwks = jsonWebKeySetOf([key.publicKey]);
  const claimsOf = (over: Partial<CapabilityClaims> = {}): CapabilityClaims => {
    const iat = Math.ceil(Date.now() / 1_000);
    return {
      iss: ISSUER,
      sub: "chat",
      aud: "external",
      jti: "grant-1",
      iat,
      exp: iat + 60,
      cnf: { jkt: nodeKey },
      artifact: WEIGHTS,
      graph: WEIGHTS,
      power: 1_000_000,
      epochs: [{ lineage: "line", killEpoch: 0 }],
      receipt: { index: 1, proof: WEIGHTS },
      policy: WEIGHTS,
      ...over,
    };
  };
  return {
    key,
    jwks,
    nodeKey,
    token: (over: Partial<CapabilityClaims> = {}) => signToken(claimsOf(over), key),
    feed: (levelPpm: 0 | 200_000 | 1_000_000, killEpoch = 0) =>
      signFeed(
        {
          issuer: ISSUER,
          sequence: { entries: 1, repeat: (repeat += 1) },
          at: Date.now(),
          deployments: [{ deployment: "chat", levelPpm }],
          lineages: [{ lineage: "line", killEpoch }],
        },
        key,
      ),
    gatekeeper: (audience: "internal" | "external" = "external", feedRequiredWithinMs: number | null = null) =>
      openGatekeeper({
        identity: { issuer: ISSUER, audience, artifact: WEIGHTS, nodeKey },
        jwks,
        clock: systemClock,
        feedRequiredWithinMs,
      }),
  };
}

export interface GateRigOptions extends Partial<Omit<GateProxyOptions, "token">> {
  readonly token?: string | null;
}

/** A gate with a token that is admitted, in front of a model server; both end with the test. */
export async function openGate(upstream: string, options: GateRigOptions = {}) {
  const issuer = openIssuer();
  const audience = options.audience ?? "external";
  const gatekeeper = options.gatekeeper ?? issuer.gatekeeper(audience);
  const usageFile = join(temporaryFolder(), "api-usage.json");
  const held: { token: string | null } = {
    token: options.token === undefined ? issuer.token({ aud: audience }) : options.token,
  };
  const usage = options.usage ?? new ApiUsageCounter(usageFile, systemClock, TIMERS);
  const gate = await openGateProxy({
    audience,
    listen: { host: "127.0.0.1", port: 0 },
    probes: null,
    evaluationLease: () => null,
    edges: null,
    refusesUndeclaredTools: false,
    isDurable: () => true,
    clock: systemClock,
    timers: TIMERS,
    ...options,
    upstream,
    gatekeeper,
    usage,
    token: () => held.token,
  });
  onTestFinished(async () => {
    await gate.close();
    usage.close();
  });
  const { port } = gate.address;
  return { gate, gatekeeper, issuer, held, usage, usageFile, port, origin: `http://127.0.0.1:${port}` };
}

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  readonly rawTrailers: readonly string[];
}

export type Answering = (asked: Asked, response: ServerResponse, request: IncomingMessage) => void;

/** A model server that answers as it is told once it has a whole request, and remembers what it was asked. */
export async function serveModel(answer: Answering) {
  const asked: Asked[] = [];
  const sockets = new Set<Socket>();
  let bytesRead = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("error", () => {});
    request.on("end", () => {
      const { method = "", url = "", rawHeaders, headers, rawTrailers } = request;
      asked.push({ method, url, rawHeaders, headers, rawTrailers, body: Buffer.concat(chunks).toString() });
      answer(asked.at(-1)!, response, request);
    });
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("data", (chunk: Buffer) => (bytesRead += chunk.length));
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(close);
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, port, asked, sockets, bytesRead: () => bytesRead, close };
}

/** A model server that keeps every byte it is sent, and answers each connection's first bytes once. */
export async function serveRaw(answer: string) {
  const { createServer: listen } = await import("node:net");
  const received: string[] = [];
  const server = listen((socket) => {
    const place = received.push("") - 1;
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      received[place] += bytes.toString("latin1");
      if (isComplete(received[place]!)) socket.end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

function isComplete(text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const length = /content-length: (\d+)/i.exec(text)?.[1];
  return length === undefined || text.length - end - 4 >= Number(length);
}

export const json = (response: ServerResponse, body: unknown): void => {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
};

export const completion = (text: string, over: object = {}) => ({
  id: "c",
  object: "chat.completion",
  choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }],
  usage: { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 },
  ...over,
});

/** Streams tokens without end, one every `everyMs`. */
export const endless =
  (everyMs: number): Answering =>
  (_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const timer = setInterval(() => response.write(`data: {"choices":[{"delta":{"content":"la "}}]}\n\n`), everyMs);
    response.once("close", () => clearInterval(timer));
  };

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly rawHeaders: readonly string[];
  readonly trailers: NodeJS.Dict<string>;
  readonly body: string;
}

/** Asks over a connection of its own and reads the whole answer; rejects if that breaks. */
export async function ask(
  origin: string,
  path: string,
  { method = "GET", headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return await new Promise((resolve, reject) => {
    const request = httpRequest(`${origin}${path}`, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          rawHeaders: response.rawHeaders,
          trailers: response.trailers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}

export const askChat = async (origin: string, body: object, headers: Record<string, string> = {}): Promise<Answer> =>
  await ask(origin, "/v1/chat/completions", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

/** Begins a request whose answer streams; tells when it breaks off, and how. */
export async function stream(origin: string, path = "/v1/chat/completions") {
  const cut = { atMs: 0, code: "", ended: false, bytes: 0 };
  await new Promise<void>((resolve, reject) => {
    const request = httpRequest(`${origin}${path}`, { method: "POST", agent: false }, (response) => {
      response.on("data", (chunk: Buffer) => {
        cut.bytes += chunk.length;
        resolve();
      });
      response.on("end", () => (cut.ended = true));
      response.on("error", (fault: NodeJS.ErrnoException) => {
        [cut.atMs, cut.code] = [performance.now(), fault.code ?? fault.message];
      });
    });
    request.on("error", reject);
    request.end("{}");
  });
  return cut;
}

/** Sends bytes as they are and answers all that comes back until the other side ends. */
export async function talk(port: number, bytes: string, msMax = 2_000): Promise<string> {
  return await new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let answer = "";
    const timer = setTimeout(() => socket.destroy(), msMax);
    socket.on("data", (chunk) => (answer += chunk.toString("latin1")));
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(answer);
    });
    socket.write(bytes, "latin1");
  });
}
