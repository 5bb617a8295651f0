import { hash } from "node:crypto";
import { hex, RandomStream } from "@plimsoll/foundation";
import { EventSet, type Genesis, type MeshEvent, MeshState } from "@plimsoll/mesh";
import { type MemberProgram, SimulatedMesh } from "@plimsoll/mesh/simulated";
import type { TrialWorld } from "../world/world.ts";

/** Messages between nodes are bundled for longer than in the shipped settings: days pass in a trial. */
const REPLICA = { gossipMs: 3_000, tellAllMax: 128, fanOut: 4, syncMs: 20_000 };
const CERTIFIER = { everyEvents: 4_096, everyMs: 1_200_000, gapMs: 60_000 };

/** Takes bytes that are no message of members; false where it does not know them. */
type TakeOther = (from: string, bytes: Uint8Array) => boolean;

/** The machine of a node, but for its clock: it thinks at once, and its disk is quick. */
export const traitsWith = (clockAheadMs: number) => ({ syncMs: 1, stepMs: 0, clockAheadMs });

export const hashes = {
  sha256: (bytes: Uint8Array): string => hash("sha256", bytes, "hex"),
  sha256Bytes: (bytes: Uint8Array): Uint8Array => hash("sha256", bytes, "buffer"),
};

/** The mesh of a trial: one production member for each site, in the time of the trial. */
export class TrialMesh {
  readonly mesh: SimulatedMesh;
  readonly #world: TrialWorld;
  readonly #others = new Map<string, TakeOther>();
  readonly #placeOf: ReadonlyMap<string, number>;

  /** @param clocksAheadMs what each node's wall clock is ahead of the trial's time */
  constructor(world: TrialWorld, seed: number, clocksAheadMs: readonly number[]) {
    this.#world = world;
    const nodes = clocksAheadMs.map((clockAheadMs) => ({
      worker: null,
      thinkMs: () => 1,
      clock: null,
      traits: traitsWith(clockAheadMs),
    }));
    this.mesh = new SimulatedMesh(
      {
        seed: RandomStream.from("sea trial", seed, "mesh").uint32(),
        nodes,
        survivors: Math.max(1, Math.floor(nodes.length / 4)),
        spendWitnesses: 0,
        dimensions: 4,
        replica: REPLICA,
        certifier: CERTIFIER,
      },
      hashes,
      () => world.noteEvent(),
    );
    this.#placeOf = new Map(this.mesh.signers.map(({ key }, place) => [key, place]));
    const { world: time } = this.mesh;
    world.beside({ nextMs: () => time.agenda.nextMs(), runUntil: (ms) => time.runUntil(ms) });
  }

  /** A stream of its own of the trial's seed. */
  random(...path: readonly (string | number)[]): RandomStream {
    return this.#world.random(...path);
  }

  get crypto(): SimulatedMesh["crypto"] {
    return this.mesh.crypto;
  }

  keyOf(place: number): string {
    return this.mesh.signers[place]?.key ?? "";
  }

  /** The member that runs on a node; null while none does. */
  memberAt(place: number): MemberProgram["member"] | null {
    return this.mesh.hosts[place]?.program?.member ?? null;
  }

  start(place: number): void {
    this.mesh.hosts[place]?.start();
  }

  onOther(place: number, take: TakeOther): void {
    this.#others.set(this.keyOf(place), take);
  }

  /** Over the same links as what members send; it may be lost, doubled or late. */
  sendOther(from: number, to: string, bytes: Uint8Array): void {
    const place = this.#placeOf.get(to);
    if (place === undefined) return;
    for (const delayMs of this.mesh.world.network.delays(from, place))
      this.#world.after(delayMs, () => {
        const host = this.mesh.hosts[place];
        if (host?.program !== null && host?.isPaused === false) this.#others.get(to)?.(this.keyOf(from), bytes);
      });
  }

  /** What events come to when they are put in by another order and number: law L10. */
  refolded(genesis: Genesis, events: readonly MeshEvent[], shuffle: (count: number) => readonly number[]): string {
    const set = new EventSet();
    const state = new MeshState({ genesis, set, anchor: null, cryptography: this.crypto });
    for (const place of shuffle(events.length)) {
      const event = events[place];
      if (event !== undefined) state.admit(set.offer(event));
    }
    return hex(state.hash());
  }

  /** Something that is sent between two machines that are not nodes to each other: tokens, feeds, requests of witnesses. */
  carry(from: number, to: number, act: () => void): void {
    for (const delayMs of this.mesh.world.network.delays(from, to)) this.#world.after(delayMs, act);
  }
}
