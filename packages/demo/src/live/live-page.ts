import { createServer, type Server } from "node:http";
import { PlimsollError } from "@plimsoll/foundation";

/** Only this machine may look: the page has no access rules of its own yet. */
const LOOPBACK = "127.0.0.1";

/**
 * Shows a page that is rendered anew at each look, on loopback. Throws `PORT_IN_USE`.
 * Closes when disposed, also on those who still look.
 */
export async function livePage(port: number, render: () => string): Promise<AsyncDisposable> {
  const server = createServer((request, response) => {
    const isPage = request.method === "GET" && request.url === "/";
    response.writeHead(isPage ? 200 : 404, {
      "content-type": "text/html; charset=utf-8",
      refresh: "2",
      "cache-control": "no-store",
    });
    response.end(isPage ? render() : "");
  });
  await listening(server, port);
  return {
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
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
    fix: "choose another with --live PORT",
    cause,
  });
