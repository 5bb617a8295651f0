import type { RandomStream } from "@plimsoll/foundation";
import type { MeshHost, SimulatedMesh } from "../mesh/simulated-mesh.ts";
import { type HostTraits, USUAL_HOST } from "../world/host.ts";
import { CALM } from "../world/network.ts";
import type { StoredRecord } from "../world/program.ts";
import { Lies } from "./lies.ts";
import type { Observer } from "./observer.ts";
import type { Fault } from "./scenario-spec.ts";

/** Wall clocks show this when a run begins, 1 Jan 2026: none is set back to before 1970. */
export const MESH_BEGAN_MS = 1_767_225_600_000;
export const SIMULATED_HOST: HostTraits = { ...USUAL_HOST, clockAheadMs: MESH_BEGAN_MS };
/** A clock this far ahead is not one that honest clocks are measured by. */
const WRONG_MS = 86_400_000;

type Cut = readonly [from: number, to: number];

/** Arranges what goes wrong in a run, and puts everything right again at its end. */
export class FaultRunner {
  readonly #mesh: SimulatedMesh;
  readonly #observer: Observer;
  readonly #random: RandomStream;
  readonly #lies: Lies;
  readonly #cuts = new Set<readonly Cut[]>();
  readonly #traits = new Map<number, HostTraits>();
  readonly #images = new Map<Fault, readonly StoredRecord[]>();
  /** Faults that took place, by type: one that found its node down did not. */
  readonly happened = new Map<Fault["type"], number>();

  constructor(mesh: SimulatedMesh, observer: Observer, random: RandomStream) {
    this.#mesh = mesh;
    this.#observer = observer;
    this.#random = random;
    this.#lies = new Lies(mesh, observer);
  }

  arrange(faults: readonly Fault[]): void {
    for (const fault of faults) {
      if (fault.type === "clock") {
        this.#setTraits(fault.node, { clockAheadMs: MESH_BEGAN_MS + fault.aheadMs });
        if (fault.aheadMs > WRONG_MS) this.#observer.wrongClocks.add(fault.node);
        this.#count(fault);
      } else this.#mesh.world.at(fault.atMs, () => this.#strike(fault));
      if (fault.type === "old disk") this.#mesh.world.at(fault.imageMs, () => this.#keepImage(fault));
    }
  }

  /** All is whole: links, weather, speed, and every machine runs. Clocks stay wrong. */
  mend(): void {
    const { world, hosts } = this.#mesh;
    this.#cuts.clear();
    world.network.heal();
    world.network.setWeather(CALM);
    for (const host of hosts) {
      this.#setTraits(host.node, { stepMs: 0 });
      if (host.program === null) host.start();
      else if (host.isPaused) host.unpause();
    }
  }

  #strike(fault: Exclude<Fault, { type: "clock" }>): void {
    switch (fault.type) {
      case "weather":
        this.#mesh.world.network.setWeather(fault.weather);
        this.#later(fault.forMs, () => this.#mesh.world.network.setWeather(CALM));
        break;
      case "partition":
        this.#cut(cutsBetween(fault.groups), fault.forMs);
        break;
      case "one-way cut":
        this.#cut([[fault.from, fault.to]], fault.forMs);
        break;
      case "fork":
        this.#lies.fork(fault.node);
        break;
      case "false lamport":
        this.#lies.falseLamport(fault.node);
        break;
      case "false signature":
        this.#lies.falseSignature(fault.node, fault.to);
        break;
      default:
        if (!this.#strikeHost(fault)) return;
    }
    this.#count(fault);
  }

  /** False when the machine is down or stopped already. */
  #strikeHost(fault: HostFault): boolean {
    const host = this.#mesh.hosts[fault.node];
    if (host === undefined || host.program === null || host.isPaused) return false;
    if (fault.type === "pause") {
      host.pause();
      this.#later(fault.forMs, () => host.isPaused && host.unpause());
    } else if (fault.type === "slow") {
      this.#setTraits(fault.node, { stepMs: fault.stepMs });
      this.#later(fault.forMs, () => this.#setTraits(fault.node, { stepMs: 0 }));
    } else this.#takeDown(host, fault);
    return true;
  }

  #takeDown(host: MeshHost, fault: Extract<HostFault, { downMs: number }>): void {
    if (fault.type === "power cut") host.powerCut(this.#random);
    else host.kill();
    if (fault.type === "disk lost") host.disk.restore([]);
    if (fault.type === "old disk") host.disk.restore(this.#images.get(fault) ?? []);
    if (fault.type === "disk lost" || fault.type === "old disk") this.#observer.diskSetBack(host.node);
    this.#later(fault.downMs, () => host.program === null && host.start());
  }

  #keepImage(fault: Extract<Fault, { type: "old disk" }>): void {
    const host = this.#mesh.hosts[fault.node];
    if (host !== undefined) this.#images.set(fault, host.disk.image());
  }

  #cut(cuts: readonly Cut[], forMs: number): void {
    this.#cuts.add(cuts);
    this.#applyCuts();
    this.#later(forMs, () => {
      this.#cuts.delete(cuts);
      this.#applyCuts();
    });
  }

  #applyCuts(): void {
    const { network } = this.#mesh.world;
    network.heal();
    for (const cuts of this.#cuts) for (const [from, to] of cuts) network.cut(from, to);
  }

  #setTraits(node: number, traits: Partial<HostTraits>): void {
    const next = { ...SIMULATED_HOST, ...this.#traits.get(node), ...traits };
    this.#traits.set(node, next);
    const host = this.#mesh.hosts[node];
    if (host !== undefined) host.traits = next;
  }

  #count({ type }: Fault): void {
    this.happened.set(type, (this.happened.get(type) ?? 0) + 1);
  }

  #later(ms: number, act: () => void): void {
    this.#mesh.world.at(this.#mesh.world.nowMs() + ms, act);
  }
}

type HostFault = Extract<Fault, { type: "kill" | "power cut" | "pause" | "slow" | "old disk" | "disk lost" }>;

const cutsBetween = (groups: readonly (readonly number[])[]): Cut[] =>
  groups.flatMap((group, place) =>
    groups.flatMap((other, otherPlace) =>
      place === otherPlace ? [] : group.flatMap((from) => other.map((to): Cut => [from, to])),
    ),
  );
