import { Readable, Writable } from "node:stream";
import type { Party } from "./party.ts";
import type { World } from "./world.ts";

/** What becomes of a line on its way: nothing, or how often and how late it arrives. */
export type Fate = readonly number[];

/** One direction of a pipe between two of our programs. Lines keep their order; a fault may lose, double or delay them. */
export class Pipe {
  /** The sender's end. */
  readonly input: Writable;
  /** The receiver's end. */
  readonly output = new Readable({ read() {} });
  readonly #world: World;
  readonly #receiver: Party;
  lastArrivalMs = 0;
  #ended = false;

  constructor(world: World, sender: Party, receiver: Party) {
    this.#world = world;
    this.#receiver = receiver;
    this.input = new Writable({
      decodeStrings: false,
      write: (chunk: string, _encoding, done) => {
        if (sender.isAlive && chunk !== "") this.#send(sender, chunk);
        done();
      },
      final: (done) => {
        if (sender.isAlive) this.end(sender.localMs());
        done();
      },
    });
    // A pipe ends with its last writer, whatever it died of.
    sender.onDeath.push(() => this.end(world.machine.nowMs));
  }

  end(atMs: number): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#arrive(atMs + LATENCY_MS, null);
  }

  #send(sender: Party, meant: string): void {
    const line = sender.kind === "controller" ? this.#world.programs.saidByController(meant) : meant;
    this.#world.meet(sender, "write", this.#receiver.kind);
    if (!sender.isAlive) return;
    const fate = this.#world.fateOf(sender, this.#receiver, line);
    this.#world.onWire(sender, this.#receiver, line, fate.length > 0);
    for (const delayMs of fate) this.#arrive(sender.localMs() + LATENCY_MS + delayMs, line);
  }

  #arrive(atMs: number, line: string | null): void {
    this.lastArrivalMs = Math.max(this.lastArrivalMs, atMs);
    this.#world.post(this.#receiver, this.lastArrivalMs, () => {
      if (line !== null) this.#world.onDelivered(this.#receiver, line);
      this.output.push(
        line !== null && this.#receiver.kind === "warden" ? this.#world.programs.heardByWarden(line) : line,
      );
    });
  }
}

const LATENCY_MS = 0.2;
