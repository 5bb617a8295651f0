import { get, type ClientRequest } from "node:http";
import { eventually } from "./eventually.ts";

/** A reader that goes on where it was whenever its daemon is another one; it keeps no events, only their order. */
export class FollowingReader {
  /** Events that were not the next one. */
  faults = 0;
  #next = 0;
  #request: ClientRequest | null = null;

  follow(url: string): void {
    this.#request?.destroy();
    const headers = this.#next === 0 ? {} : { "last-event-id": `${this.#next - 1}` };
    const query = this.#next === 0 ? "?after=0" : "";
    if (this.#next === 0) this.#next = 1;
    let rest = "";
    const request = get(`${url}/v1/events${query}`, { agent: false, headers }, (response) => {
      response.on("error", () => {});
      response.setEncoding("utf8").on("data", (text: string) => {
        const parts = (rest + text).split("\n\n");
        rest = parts.pop() ?? "";
        parts.forEach((part) => this.#take(part));
      });
    });
    request.on("error", () => {});
    this.#request = request;
  }

  async reached(index: number, withinMs = 60_000): Promise<void> {
    await eventually(() => this.#next > index, withinMs, `a reader at ${index}, now at ${this.#next}`);
  }

  close(): void {
    this.#request?.destroy();
  }

  #take(part: string): void {
    const [, id] = /^id: (\d+)$/m.exec(part) ?? [];
    if (id === undefined) return;
    if (Number(id) !== this.#next) this.faults += 1;
    this.#next = Number(id) + 1;
  }
}
