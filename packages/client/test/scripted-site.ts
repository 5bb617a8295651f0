import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

type Answer = (response: ServerResponse, heard: Heard) => void;

/** A server that answers what the test says, one answer for each request; the last one stays. */
export class ScriptedSite implements AsyncDisposable {
  readonly heard: Heard[] = [];
  readonly #server: Server;
  #answers: readonly Answer[] = [];

  static async started(...answers: readonly Answer[]): Promise<ScriptedSite> {
    const site = new ScriptedSite();
    site.#answers = answers;
    site.#server.listen(0, "127.0.0.1");
    await once(site.#server, "listening");
    return site;
  }

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const part of request.setEncoding("utf8")) body += part as string;
    const { method = "", url: path = "", headers } = request;
    const heard = { method, path, headers, body };
    this.heard.push(heard);
    (this.#answers[this.heard.length - 1] ?? this.#answers.at(-1))?.(response, heard);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}

export const json =
  (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) =>
    void response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));

export const problem = (status: number, code: string, retryable: boolean, headers = {}): Answer =>
  json(
    { type: `urn:plimsoll:code:${code}`, title: "No", status, code, expected: "a", received: "b", fix: "c", retryable },
    status,
    headers,
  );

/** The connection breaks before an answer. */
export const cut: Answer = (response) => void response.destroy();

/** A stream of this text, which ends or stays open. */
export const stream =
  (text: string, end: "ends" | "stays" = "ends"): Answer =>
  (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(text);
    if (end === "ends") response.end();
  };

export const entryText = (index: number): string =>
  `id: ${index}\nevent: run.ended\ndata: {"kind":"run.ended","run":"run-${index}"}\n\n`;
export const pulseText = (entries: number): string => `event: pulse\ndata: {"asOf":1,"entries":${entries}}\n\n`;
