import { GATE_LIMITS, LamportGate } from "./lamport-gate.ts";
import type { ScaledClock } from "./scaled-clock.ts";
import type { SwarmScenario } from "./scenario.ts";

const TICK_MS = 100;
/** By the wall. */
const CATCH_UP_MS = 5;

/**
 * The peers' own channel: each tells all others its clock ten times a second, one after another, through a gate on their
 * side. Messages are handed over in the process, at once and without loss outside the cuts, which no network would do as
 * well. A node that is cut off does not tick: so a mesh of three comes back together after 1.6 s and never after 1.7 s, as
 * was recorded. The ticks go on while a node thinks; if they stopped, a thought of 2 s would be gap enough to lose it.
 */
export class GatedPeers {
  readonly #cuts: SwarmScenario["cuts"];
  readonly #peers: readonly { readonly name: string; readonly gate: LamportGate }[];
  #ticks = 0;

  constructor({ nodes, cuts }: Pick<SwarmScenario, "nodes" | "cuts">) {
    this.#cuts = cuts;
    this.#peers = nodes.map(({ name }) => ({ name, gate: new LamportGate(GATE_LIMITS) }));
  }

  get gapRejections(): number {
    return this.#peers.reduce((sum, { gate }) => sum + gate.gapRejections, 0);
  }

  /** Every tick that is due by then, each at its own time: a busy machine loses none. */
  advance(toMs: number): void {
    const everyMs = TICK_MS / this.#peers.length;
    for (; this.#ticks * everyMs <= toMs; this.#ticks += 1) {
      this.#tell(this.#ticks % this.#peers.length, this.#ticks * everyMs);
    }
  }

  /** Nodes that nobody listens to, though nothing cuts them off. */
  unheard(atMs: number): number {
    const isHeard = (name: string): boolean => this.#peers.some(({ gate }) => gate.isCoupledTo(name, atMs));
    return this.#peers.filter(({ name }) => !this.#isCut(name, atMs) && !isHeard(name)).length;
  }

  #tell(place: number, atMs: number): void {
    const teller = this.#peers[place];
    if (teller === undefined || this.#isCut(teller.name, atMs)) return;
    const lamport = teller.gate.tick();
    for (const { name, gate } of this.#peers) {
      if (name !== teller.name && !this.#isCut(name, atMs)) gate.receive(teller.name, lamport, atMs);
    }
  }

  #isCut(name: string, atMs: number): boolean {
    return this.#cuts.some(({ node, fromMs, toMs }) => node === name && atMs >= fromMs && atMs < toMs);
  }
}

/** Lets the peers tick until the signal. */
export function startTicking(peers: GatedPeers, clock: ScaledClock, over: AbortSignal): void {
  const timer = setInterval(() => peers.advance(clock.now()), CATCH_UP_MS);
  over.addEventListener("abort", () => clearInterval(timer));
}
