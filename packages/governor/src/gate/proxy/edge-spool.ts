import { identifier, list, object, type Shaped } from "@plimsoll/foundation";
import type { Timers } from "../../run/ports.ts";
import { writeFileAtomically } from "@plimsoll/foundation/node";
import { type EdgeSink, OBSERVED_EDGES_MAX, type ObservedEdge } from "./edge-watch.ts";
import { readKeptJson } from "./kept-json.ts";

const edgeShape = object({ from: identifier, to: identifier, privilege: identifier });

const spoolShape = object({
  waiting: list(edgeShape, OBSERVED_EDGES_MAX),
  delivered: list(edgeShape, OBSERVED_EDGES_MAX),
});

const TRY_AGAIN_MS = 1_000;

/**
 * Keeps observed edges in a file until a sink has taken them; then it keeps that they were delivered, so that each is reported once in the
 * life of a deployment. `isDurable` is false while the file cannot be written.
 */
export class EdgeSpool {
  readonly #file: string;
  readonly #sink: EdgeSink;
  readonly #timer: { stop(): void };
  #spool: Shaped<typeof spoolShape>;
  #isDelivering = false;
  #isDurable = true;

  /** Throws `EDGE_SPOOL_MALFORMED` for a file that is none. */
  constructor(file: string, sink: EdgeSink, timers: Timers) {
    this.#file = file;
    this.#sink = sink;
    this.#spool = readSpool(file);
    this.#timer = timers.every(TRY_AGAIN_MS, () => void this.deliver());
  }

  get reported(): readonly ObservedEdge[] {
    return [...this.#spool.delivered, ...this.#spool.waiting];
  }

  get waiting(): readonly ObservedEdge[] {
    return this.#spool.waiting;
  }

  get isDurable(): boolean {
    return this.#isDurable;
  }

  add(edge: ObservedEdge): void {
    this.#keep({ ...this.#spool, waiting: [...this.#spool.waiting, edge] });
    void this.deliver();
  }

  /** Hands over what waits, if there is any. Never rejects: what the sink did not take is handed over again. */
  async deliver(): Promise<void> {
    const { waiting } = this.#spool;
    if (!this.#isDurable) this.#keep(this.#spool);
    if (waiting.length === 0 || this.#isDelivering) return;
    this.#isDelivering = true;
    try {
      await this.#sink.submit(waiting);
      const { waiting: all, delivered } = this.#spool;
      this.#keep({ waiting: all.slice(waiting.length), delivered: [...delivered, ...waiting] });
    } catch {
      // It waits, and is tried again.
    } finally {
      this.#isDelivering = false;
    }
  }

  close(): void {
    this.#timer.stop();
  }

  #keep(spool: Shaped<typeof spoolShape>): void {
    this.#spool = spool;
    try {
      writeFileAtomically(this.#file, `${JSON.stringify(spool)}\n`);
      this.#isDurable = true;
    } catch {
      this.#isDurable = false;
    }
  }
}

const readSpool = (file: string): Shaped<typeof spoolShape> =>
  readKeptJson(file, spoolShape, {
    code: "EDGE_SPOOL_MALFORMED",
    expected: `observed edges in "${file}"`,
    fix: "restore the file, or put it away: what was reported before is then reported again",
  }) ?? { waiting: [], delivered: [] };
