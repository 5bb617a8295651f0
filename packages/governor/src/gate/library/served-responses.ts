import type { ServerResponse } from "node:http";

/** What is being served at this moment. */
export class ServedResponses {
  readonly #open = new Set<ServerResponse>();

  get size(): number {
    return this.#open.size;
  }

  add(response: ServerResponse): void {
    this.#open.add(response);
    response.once("close", () => this.#open.delete(response));
  }

  /** Breaks off every answer: the client sees a broken connection, never a short answer that looks whole. */
  cut(): void {
    for (const response of this.#open) response.destroy();
  }
}
