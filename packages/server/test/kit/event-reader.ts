import { type ClientRequest, get, type IncomingMessage } from "node:http";

export interface ReadEvent {
  /** Null for one that moves nobody on. */
  readonly id: number | null;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** When it came, ms of a clock that only goes forward. */
  readonly atMs: number;
}

/** A reader of server-sent events (HTML, "Server-sent events"), as strict as the format allows. */
export class EventReader {
  readonly events: ReadEvent[] = [];
  readonly opened: Promise<IncomingMessage>;
  isEnded = false;
  readonly #request: ClientRequest;
  #rest = "";

  /** @param after as `Last-Event-ID`; null begins with what comes */
  constructor(url: string, after: number | null = null, by: "header" | "query" = "header") {
    const headers = after === null || by === "query" ? {} : { "last-event-id": `${after}` };
    const query = after === null || by === "header" ? "" : `?after=${after}`;
    this.#request = get(`${url}/v1/events${query}`, { agent: false, headers });
    this.opened = new Promise((resolve, reject) => {
      this.#request.once("error", reject).once("response", (response) => {
        response.setEncoding("utf8").on("data", (text: string) => this.#take(text));
        response.once("close", () => (this.isEnded = true)).on("error", () => {});
        resolve(response);
      });
    });
    this.opened.catch(() => {});
    this.#request.on("error", () => (this.isEnded = true));
  }

  /** Entries alone, in the order of their coming. */
  get entries(): readonly ReadEvent[] {
    return this.events.filter(({ id }) => id !== null);
  }

  get lastId(): number | null {
    return this.entries.at(-1)?.id ?? null;
  }

  close(): void {
    this.#request.destroy();
  }

  #take(text: string): void {
    const parts = (this.#rest + text).split("\n\n");
    this.#rest = parts.pop() ?? "";
    for (const part of parts) this.events.push(eventOf(part));
  }
}

function eventOf(part: string): ReadEvent {
  const fields = new Map(
    part.split("\n").map((line) => {
      const place = line.indexOf(": ");
      if (place < 0) throw new Error(`no field: ${line}`);
      return [line.slice(0, place), line.slice(place + 2)];
    }),
  );
  const id = fields.get("id");
  const data = JSON.parse(fields.get("data") ?? "") as ReadEvent["data"];
  return { id: id === undefined ? null : Number(id), event: fields.get("event") ?? "", data, atMs: performance.now() };
}
