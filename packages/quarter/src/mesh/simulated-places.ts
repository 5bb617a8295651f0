import { RandomStream } from "@plimsoll/foundation";
import type { SigningKey } from "@plimsoll/foundation/node";
import type { Genesis } from "@plimsoll/mesh";
import { signerOf } from "@plimsoll/mesh/node";
import { Agenda } from "../site/agenda.ts";
import { type HostWorld, SimulatedHost } from "./simulated-host.ts";

/** Where the machines of the mesh stand. The first one decides; the others hold what it decided. */
export const PLACES = ["harbour", "lerwick", "cadiz", "brest", "bergen"] as const;

const LATENCY_MS = 20;
const JITTER_MS = 30;

/** Five machines in virtual time from one seed: production members, a network that takes its time, disks. */
export class SimulatedPlaces {
  readonly genesis: Genesis;
  readonly hosts: SimulatedHost[];
  readonly #seed: number;
  readonly #random: RandomStream;
  readonly #agenda = new Agenda();
  #nowMs: number;

  constructor(seed: number, keyOf: (name: string) => SigningKey, fromMs: number) {
    this.#nowMs = fromMs;
    this.#seed = seed;
    this.#random = RandomStream.from("quarter network", seed);
    const signers = PLACES.map((place) => signerOf(keyOf(`mesh-${place}`)));
    this.genesis = {
      name: "harbours",
      members: signers.map(({ key }, place) => ({ key, name: PLACES[place] ?? "" })),
      issuers: [signers[0]?.key ?? ""],
      survivors: 2,
      spendWitnesses: 1,
      dimensions: 8,
    };
    this.hosts = signers.map((signer, place) => {
      const random = RandomStream.from("quarter mesh member", seed, place);
      return new SimulatedHost({ place, genesis: this.genesis, signer, random }, this.#world());
    });
  }

  start(): void {
    for (const host of this.hosts) host.start();
  }

  /** The machine starts anew from what its disk holds. */
  restart(place: number): SimulatedHost {
    const before = this.hosts[place];
    if (before === undefined) throw new RangeError(`expected a place below ${this.hosts.length}, got ${place}`);
    const random = RandomStream.from("quarter mesh member again", this.#seed, place);
    const host = new SimulatedHost({ ...before.parts, random }, this.#world(), before.halt());
    this.hosts[place] = host;
    host.start();
    return host;
  }

  /** Lets virtual time go by. */
  run(ms: number): void {
    this.#agenda.runUntil(this.#nowMs + ms, (atMs) => {
      this.#nowMs = atMs;
    });
  }

  #world(): HostWorld {
    const later: HostWorld["later"] = (ms, act) => this.#agenda.at(this.#nowMs + ms, act);
    return {
      nowMs: () => this.#nowMs,
      later,
      send: (from, to, message) => {
        const host = this.hosts.find(({ key }) => key === to);
        later(LATENCY_MS + this.#random.below(JITTER_MS), () => host?.receive(from, message));
      },
    };
  }
}
