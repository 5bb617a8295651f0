import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface LoopbackServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Answers a text with a text. The signal aborts when the asker has gone. */
export type Answering = (asked: string, gone: AbortSignal) => Promise<string>;

/** A plain HTTP server on a free port of 127.0.0.1. */
export async function openLoopbackServer(answer: Answering): Promise<LoopbackServer> {
  const server = createServer((request, response) => void serve(request, response, answer));
  // A connection closed by age while a request is under way would look like a failure of the swarm.
  server.keepAliveTimeout = 0;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function serve(request: IncomingMessage, response: ServerResponse, answer: Answering): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  response.on("error", () => gone.abort());
  try {
    response.end(await answer(await text(request), gone.signal));
  } catch {
    response.destroy();
  }
}

/** The answer, or null when none came before the signal. */
export async function post(url: string, body: string, signal: AbortSignal): Promise<string | null> {
  try {
    const response = await fetch(url, { method: "POST", body, signal });
    return await response.text();
  } catch {
    return null;
  }
}
