import { setTimeout as sleep } from "node:timers/promises";
import type { NodeBrief } from "@plimsoll/mesh/node";
import { NodeProcess } from "./node-process.ts";

/** Started at once: each loads the program, and more would only wait for one another. */
const STARTS_AT_ONCE = 6;
const LOOK_MS = 200;

/** One node in the picture: what it last said of itself; null while it says nothing. */
export interface FleetMember {
  readonly name: string;
  readonly brief: NodeBrief | null;
  readonly isAlive: boolean;
}

/** All processes of the demonstration. None outlives it. */
export class NodeFleet implements AsyncDisposable {
  readonly #signal: AbortSignal;
  readonly #onLook: (members: readonly FleetMember[]) => void;
  readonly #all: NodeProcess[] = [];
  #running: NodeProcess[] = [];

  constructor(signal: AbortSignal, onLook: (members: readonly FleetMember[]) => void) {
    this.#signal = signal;
    this.#onLook = onLook;
  }

  get running(): readonly NodeProcess[] {
    return this.#running;
  }

  async start(folder: string, flags: readonly string[]): Promise<NodeProcess> {
    this.#signal.throwIfAborted();
    const node = await NodeProcess.start(folder, flags, this.#signal, (spawned) => this.#all.push(spawned));
    this.#running.push(node);
    return node;
  }

  async startAll(folders: readonly string[], flags: readonly string[]): Promise<void> {
    const waiting = [...folders];
    const startNext = async (): Promise<void> => {
      for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift())
        await this.start(folder, flags);
    };
    await Promise.all(Array.from({ length: STARTS_AT_ONCE }, startNext));
  }

  async end(nodes: readonly NodeProcess[], how: "kill" | "stop"): Promise<void> {
    await Promise.all(nodes.map((node) => node[how]()));
    this.#running = this.#running.filter((node) => !nodes.includes(node));
  }

  /** Waits until it holds of all running nodes, each of which has answered. Rejects when time is up. */
  async until(holds: (briefs: readonly NodeBrief[]) => boolean): Promise<readonly NodeBrief[]> {
    for (;;) {
      this.#signal.throwIfAborted();
      const briefs = await Promise.all(this.#running.map((node) => node.brief()));
      this.#onLook(this.#running.map((node, place) => memberOf(node, briefs[place] ?? null)));
      const known = briefs.filter((brief) => brief !== null);
      if (known.length === briefs.length && holds(known)) return known;
      await sleep(LOOK_MS);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#all.map((node) => node.kill()));
  }
}

const memberOf = (node: NodeProcess, brief: NodeBrief | null): FleetMember => ({
  name: node.folder.slice(node.folder.lastIndexOf("/") + 1),
  brief,
  isAlive: node.isAlive,
});

/** All hold the same. */
export const areEqual = (briefs: readonly NodeBrief[]): boolean =>
  new Set(briefs.map(({ eventRoot }) => eventRoot)).size <= 1 && briefs.every(({ waiting }) => waiting === 0);
