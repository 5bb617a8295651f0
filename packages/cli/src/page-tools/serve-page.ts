import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { PlimsollError } from "@plimsoll/foundation";
import type { PageFile, PageFiles } from "./page-files.ts";

/** Nobody but this machine may look. */
const LOOPBACK = "127.0.0.1";

/**
 * No script, style or request but the page's own; WebAssembly is compiled from the page's own bytes. The two isolation headers let
 * threads share memory (HTML, cross-origin isolation).
 */
const HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-cache",
} as const;

export interface ServedPage extends AsyncDisposable {
  readonly url: string;
}

/**
 * Serves these files on loopback until it is disposed; port 0 takes a free one.
 * @throws {PlimsollError} `PORT_IN_USE`, `PORT_NOT_USABLE`
 */
export async function servePage(files: PageFiles, port: number): Promise<ServedPage> {
  const server = createServer((request, response) => answer(files, request, response));
  await listening(server, port);
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${LOOPBACK}:${taken}/`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function answer(files: PageFiles, request: IncomingMessage, response: ServerResponse): void {
  const { method, url = "" } = request;
  const file = files.get(url.split("?", 1)[0] ?? "");
  if (!isOwnName(request)) refuse(response, 421);
  else if (method !== "GET" && method !== "HEAD") refuse(response, 405, { allow: "GET, HEAD" });
  else if (file === undefined) refuse(response, 404);
  else send(response, file, method === "GET");
}

function send(response: ServerResponse, { body, contentType }: PageFile, hasBody: boolean): void {
  response.writeHead(200, { ...HEADERS, "content-type": contentType, "content-length": body.length });
  response.end(hasBody ? body : undefined);
}

function refuse(response: ServerResponse, status: number, more: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { ...HEADERS, ...more, "content-length": 0 });
  response.end();
}

/** A name that points at this machine from elsewhere is not ours (DNS rebinding). */
function isOwnName({ headers, socket }: IncomingMessage): boolean {
  return [LOOPBACK, "localhost"].some((name) => headers.host === `${name}:${socket.localPort}`);
}

const listening = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => reject(portFault(port, cause)));
    server.listen(port, LOOPBACK, resolve);
  });

const portFault = (port: number, cause: NodeJS.ErrnoException): PlimsollError =>
  new PlimsollError({
    code: cause.code === "EADDRINUSE" ? "PORT_IN_USE" : "PORT_NOT_USABLE",
    expected: `a free port ${port} on ${LOOPBACK}`,
    received: cause.code ?? cause.message,
    fix: "choose another with --port, or 0 for any",
    cause,
  });
