import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { PlimsollError } from "@plimsoll/foundation";
import { encodeWitnessResponse, type HttpResponse } from "@plimsoll/ledger";
import type { WitnessAnswer } from "./log-watch.ts";
import type { Witness } from "./witness.ts";

/** Where a witness answers. */
export interface ServerOptions {
  readonly witness: Witness;
  /** Default 127.0.0.1: whoever opens it to a network puts a proxy with TLS before it. */
  readonly host?: string;
  /** 0 for any free one. */
  readonly port: number;
}

/** A witness that answers over HTTP. */
export interface WitnessServer {
  /** Without a slash at the end. */
  readonly url: string;
  /** Takes no new request, answers those that came, and closes the witness. */
  close(): Promise<void>;
}

/** 64 signatures, most of them long ones, and 63 hashes. */
const BODY_BYTES_MAX = 256 * 1024;
/** To send the whole request. */
const REQUEST_MS_MAX = 10_000;
/** Between two looks for requests that take too long. */
const CHECK_INTERVAL_MS = 2_000;
const CONNECTIONS_MAX = 64;
const TEXT_TYPE = "text/plain; charset=utf-8";

/** Serves `POST /add-checkpoint` (C2SP tlog-witness), and `GET /` with what the witness knows, as JSON. Throws `PORT_NOT_USABLE`. */
export async function serveWitness({ witness, host = "127.0.0.1", port }: ServerOptions): Promise<WitnessServer> {
  const server = createServer({
    requestTimeout: REQUEST_MS_MAX,
    headersTimeout: REQUEST_MS_MAX,
    connectionsCheckingInterval: CHECK_INTERVAL_MS,
  });
  server.maxConnections = CONNECTIONS_MAX;
  server.on("request", (request, response) => void respond(server, witness, request, response));
  await listening(server, host, port);
  const { address, family, port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${bound}`,
    async close() {
      await closed(server);
      await witness.close();
    },
  };
}

async function respond(
  server: Server,
  witness: Witness,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // A client that went away is no reason to stop.
  request.on("error", () => {});
  response.on("error", () => {});
  const { status, contentType, body } = await answerTo(witness, request).catch(internalFault);
  const headers = { "content-type": contentType, "x-content-type-options": "nosniff" };
  const goesOn = request.complete && server.listening;
  response.writeHead(status, goesOn ? headers : { ...headers, connection: "close" });
  response.end(body);
}

async function answerTo(witness: Witness, request: IncomingMessage): Promise<HttpResponse> {
  const [{ method }, [path]] = [request, (request.url ?? "").split("?")];
  if (path === "/" && (method === "GET" || method === "HEAD")) return statusAnswer(witness);
  if (path !== "/add-checkpoint") return text(404, "not found");
  if (method !== "POST") return text(405, "send a POST");
  const body = await bodyOf(request);
  if (body === "too-long") return text(413, `send at most ${BODY_BYTES_MAX} bytes`);
  return body === "no-text" ? text(400, "send UTF-8") : encoded(await witness.addCheckpoint(body.text));
}

const statusAnswer = (witness: Witness): HttpResponse => ({
  status: 200,
  contentType: "application/json",
  body: `${JSON.stringify(witness.status(), null, 2)}\n`,
});

const encoded = (answer: WitnessAnswer): HttpResponse =>
  answer.status === 503 ? text(503, answer.reason) : encodeWitnessResponse(answer);

const text = (status: number, message: string): HttpResponse => ({
  status,
  contentType: TEXT_TYPE,
  body: `${message}\n`,
});

/** Nothing of a defect is told to strangers, and nothing was signed. */
const internalFault = (): HttpResponse => text(500, "a fault of the witness");

async function bodyOf(request: IncomingMessage): Promise<{ readonly text: string } | "too-long" | "no-text"> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) return "too-long";
    chunks.push(chunk);
  }
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks)) };
  } catch {
    return "no-text";
  }
}

async function listening(server: Server, host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(port, host, resolve);
  try {
    await promise;
  } catch (cause) {
    throw new PlimsollError({
      code: "PORT_NOT_USABLE",
      expected: `to listen on ${host}:${port}`,
      received: (cause as NodeJS.ErrnoException).code ?? String(cause),
      fix: "choose another port or address",
      cause,
    });
  }
}

/** Connections without a request end at once, the others with their answer. */
async function closed(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeIdleConnections();
  await promise;
}
