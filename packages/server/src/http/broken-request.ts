import type { Socket } from "node:net";
import { problem, type ProblemError } from "./problem.ts";

/** No route saw these requests, so that nobody else sets the headers of their answers (SVR-38). */
export const bareHeaders = (isTls: boolean): Readonly<Record<string, string>> => ({
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  ...(isTls ? { "strict-transport-security": "max-age=31536000; includeSubDomains" } : {}),
});

/** Answers what is no HTTP, or did not come in time, and ends the connection. */
export function answerBroken({ code }: NodeJS.ErrnoException, socket: Socket, isTls: boolean): void {
  if (code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const { problem: told } = problemOf(code);
  const body = JSON.stringify(told);
  const headers = {
    ...bareHeaders(isTls),
    "content-type": "application/problem+json",
    "content-length": `${body.length}`,
  };
  const lines = Object.entries({ ...headers, connection: "close" }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${told.status} ${told.title}\r\n${lines.join("")}\r\n${body}`);
}

function problemOf(code: string | undefined): ProblemError {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT")
    return problem(408, "REQUEST_TOO_SLOW", "a whole request within 15 s", "a part of one", "send it at once", true);
  if (code === "HPE_HEADER_OVERFLOW")
    return problem(431, "HEADERS_TOO_LARGE", "headers of at most 16 KiB", "longer ones", "send fewer");
  return problem(400, "REQUEST_MALFORMED", "a request of HTTP/1.1", "another", "ask with an HTTP client");
}
