import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A real HTTP server on this machine that keeps every request that reaches it, word for word. */
export class ModelServer {
  readonly requests: { readonly url: string; readonly authorization: string | null; readonly body: string }[] = [];
  #reply: (body: string, response: ServerResponse) => void;
  readonly #server: Server;

  private constructor(reply: (body: string, response: ServerResponse) => void) {
    this.#reply = reply;
    this.#server = createServer((request, response) => void this.#take(request, response));
  }

  static async start(reply: (body: string, response: ServerResponse) => void): Promise<ModelServer> {
    const server = new ModelServer(reply);
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  answerWith(reply: (body: string, response: ServerResponse) => void): void {
    this.#reply = reply;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString("utf8");
    this.requests.push({ url: request.url ?? "", authorization: request.headers.authorization ?? null, body });
    this.#reply(body, response);
  }
}

export const chatReply =
  (content: string) =>
  (_: string, response: ServerResponse): void => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ choices: [{ message: { role: "assistant", content } }] }));
  };
