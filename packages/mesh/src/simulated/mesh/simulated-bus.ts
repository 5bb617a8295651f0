import { RandomStream } from "@plimsoll/foundation";
import type { NodeKey } from "../../event/event.ts";
import type { Bus } from "../../ports/bus.ts";
import type { Host } from "../world/host.ts";
import type { Program, ProgramEffect } from "../world/program.ts";
import { World } from "../world/world.ts";

/** Hands over bytes, and does nothing else. */
class Carrier implements Program<Uint8Array> {
  handler: (from: NodeKey, message: Uint8Array) => void = () => {};
  #effects: ProgramEffect<Uint8Array, never>[] = [];

  onTime(): void {}
  onDurable(): void {}
  onDone(): void {}

  onMessage(from: NodeKey, message: Uint8Array): void {
    this.handler(from, message);
  }

  send(to: NodeKey, message: Uint8Array): void {
    this.#effects.push({ type: "send", to, message: message.slice() });
  }

  nextWakeMs(): number {
    return Infinity;
  }

  takeEffects(): ProgramEffect<Uint8Array, never>[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }
}

/** Buses of one simulated mesh: the network of the world carries their bytes, in virtual time. */
export class SimulatedBuses {
  readonly world: World<Uint8Array, never, Carrier>;

  constructor(seed: number) {
    this.world = new World(RandomStream.from("bus network", seed));
  }

  join(key: NodeKey): Bus {
    const host = this.world.add(key, () => new Carrier());
    host.start();
    return new SimulatedBus(host, () => this.#living());
  }

  #living(): NodeKey[] {
    return this.world.hosts.filter(({ program }) => program !== null).map(({ key }) => key);
  }
}

class SimulatedBus implements Bus {
  readonly #host: Host<Uint8Array, never, Carrier>;
  readonly #living: () => readonly NodeKey[];

  constructor(host: Host<Uint8Array, never, Carrier>, living: () => readonly NodeKey[]) {
    this.#host = host;
    this.#living = living;
  }

  peers(): readonly NodeKey[] {
    return this.#living().filter((key) => key !== this.#host.key);
  }

  send(to: NodeKey, message: Uint8Array): void {
    this.#host.act((carrier) => carrier.send(to, message));
  }

  onMessage(handler: (from: NodeKey, message: Uint8Array) => void): void {
    if (this.#host.program !== null) this.#host.program.handler = handler;
  }

  close(): Promise<void> {
    if (this.#host.program !== null) this.#host.kill();
    return Promise.resolve();
  }
}
