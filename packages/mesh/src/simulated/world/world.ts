import type { RandomStream } from "@plimsoll/foundation";
import type { NodeKey } from "../../event/event.ts";
import { Agenda } from "./agenda.ts";
import { Host, type Boot, type HostTraits } from "./host.ts";
import { Network } from "./network.ts";
import type { Program } from "./program.ts";

/**
 * A whole mesh in one thread and virtual time: machines, disks, network and clocks from one seed, so that the same seed
 * is the same course, step by step (law L7).
 */
export class World<Message, Done, P extends Program<Message, Done>> {
  readonly agenda = new Agenda();
  readonly network: Network;
  readonly hosts: Host<Message, Done, P>[] = [];
  readonly #byKey = new Map<NodeKey, Host<Message, Done, P>>();
  readonly #watch: (node: number) => void;
  #nowMs = 0;
  #steps = 0;

  /** `watch` is called after each step of a node. */
  constructor(random: RandomStream, watch: (node: number) => void = () => {}) {
    this.network = new Network(random);
    this.#watch = watch;
  }

  /** True time, ms since the mesh began. */
  nowMs(): number {
    return this.#nowMs;
  }

  /** Steps that programs took. */
  get steps(): number {
    return this.#steps;
  }

  add(key: NodeKey, boot: Boot<P>, traits?: HostTraits): Host<Message, Done, P> {
    const host = new Host<Message, Done, P>(this.hosts.length, key, this.#door(), boot, traits);
    this.hosts.push(host);
    this.#byKey.set(key, host);
    return host;
  }

  at(ms: number, act: () => void): void {
    this.agenda.at(ms, act);
  }

  /** Lets time pass up to and including a moment. */
  runUntil(ms: number): void {
    while (this.agenda.nextMs() <= ms) {
      this.#nowMs = this.agenda.nextMs();
      this.agenda.take()?.();
    }
    this.#nowMs = ms;
  }

  #door() {
    return {
      agenda: this.agenda,
      nowMs: () => this.#nowMs,
      deliver: (from: number, to: NodeKey, message: Message) => this.#deliver(from, to, message),
      stepped: (node: number) => {
        this.#steps += 1;
        this.#watch(node);
      },
    };
  }

  #deliver(from: number, to: NodeKey, message: Message): void {
    const target = this.#byKey.get(to);
    const sender = this.hosts[from];
    if (target === undefined || sender === undefined) return;
    for (const delayMs of this.network.delays(from, target.node)) {
      this.agenda.at(this.#nowMs + delayMs, () => target.receive(sender.key, message));
    }
  }
}
