import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import type { Genesis } from "../../src/event/genesis.ts";
import { nativeCryptography, signerOf } from "../../src/node/native-cryptography.ts";
import { makeNodeFolder } from "../../src/node/runtime/node-folder.ts";
import { freePorts } from "../transport/nats-cluster.ts";
import { untilHolds } from "./bounded.ts";
import type { WorkerPlan } from "./node-plan.ts";
import { type Launch, RealNode } from "./real-node.ts";

export interface RealMeshOptions {
  readonly nodes: number;
  /** Brokers; empty for none. */
  readonly nats?: readonly string[];
  readonly libp2p?: boolean;
  readonly worker?: (place: number) => WorkerPlan | null;
  readonly dimensions?: number;
  readonly launch?: (place: number) => Launch;
  /** Where a place listens for libp2p; loopback by default. */
  readonly host?: (place: number) => string;
}

/** Processes are started so many at once: more would only wait for each other. */
const STARTS_AT_ONCE = 4;

const crypto = nativeCryptography();
const keyOf = (place: number) => signingKeyFromSeed(crypto.sha256Bytes(Buffer.from(`real node ${place}`)));

/** Nodes in processes of their own on loopback, with their folders. `close` leaves nothing of them. */
export class RealMesh {
  static readonly #open = new Set<RealMesh>();
  readonly genesis: Genesis;
  readonly nodes: readonly RealNode[];
  readonly folder: string;

  private constructor(genesis: Genesis, nodes: readonly RealNode[], folder: string) {
    this.genesis = genesis;
    this.nodes = nodes;
    this.folder = folder;
    RealMesh.#open.add(this);
  }

  /** Closes whatever is open: for a program that is interrupted. */
  static async closeAll(): Promise<void> {
    await Promise.all([...RealMesh.#open].map((mesh) => mesh.close()));
  }

  /** Makes the folders and starts no process. */
  static async make(options: RealMeshOptions): Promise<RealMesh> {
    const {
      nodes,
      nats = [],
      libp2p = false,
      worker,
      dimensions = 8,
      launch = () => ({}),
      host = () => "127.0.0.1",
    } = options;
    const folder = mkdtempSync(join(tmpdir(), "plimsoll-real-"));
    const keys = Array.from({ length: nodes }, (_, place) => keyOf(place));
    const members = keys.map((key, place) => ({ key: signerOf(key).key, name: `node ${place}` }));
    const issuers = members.map(({ key }) => key).toSorted();
    // The folder's name makes it another mesh than all before it on the same brokers.
    const genesis: Genesis = { name: folder, members, issuers, survivors: 1, spendWitnesses: 0, dimensions };
    const ports = libp2p ? await freePorts(nodes) : [];
    const roads = ports.map((port, place) => `/ip4/${host(place)}/tcp/${port}`);
    const made = keys.map((key, place) => {
      const own = join(folder, String(place));
      makeNodeFolder(own, genesis, key);
      const others = roads.filter((_, other) => other !== place);
      const libp2p = roads[place] === undefined ? null : [roads[place], ...others];
      const plan = { folder: own, nats, libp2p, worker: worker?.(place) ?? null };
      return new RealNode(place, signerOf(key).key, plan, launch(place));
    });
    return new RealMesh(genesis, made, folder);
  }

  /** With all nodes running and knowing of each other. */
  static async start(options: RealMeshOptions): Promise<RealMesh> {
    const mesh = await RealMesh.make(options);
    try {
      await mesh.startAll();
      await mesh.untilEqual(options.nodes);
      return mesh;
    } catch (cause) {
      await mesh.close();
      throw cause;
    }
  }

  node(place: number): RealNode {
    const node = this.nodes[place];
    if (node === undefined) throw new RangeError(`there is no node ${place}`);
    return node;
  }

  async startAll(nodes: readonly RealNode[] = this.nodes): Promise<void> {
    const waiting = [...nodes];
    const start = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next.start();
    };
    await Promise.all(Array.from({ length: STARTS_AT_ONCE }, start));
  }

  /** Until all of them hold the same events, at least so many. Resolves with how long that took. */
  async untilEqual(
    events: number,
    nodes: readonly RealNode[] = this.nodes,
    withinMs = 90_000,
    lookMs = 50,
  ): Promise<number> {
    const holds = async (): Promise<boolean> => {
      const sets = await Promise.all(nodes.map((node) => node.order<{ events: number; root: string }>("root")));
      return sets.every((set) => set.events >= events) && new Set(sets.map(({ root }) => root)).size === 1;
    };
    return untilHolds(`${nodes.length} nodes hold the same ${events} events`, holds, withinMs, lookMs);
  }

  async issueAll(nodes: readonly RealNode[] = this.nodes): Promise<void> {
    await Promise.all(nodes.map((node) => node.order("issue")));
  }

  async close(): Promise<void> {
    RealMesh.#open.delete(this);
    await Promise.all(this.nodes.map((node) => node.kill()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A mesh for as long as something is done with it. */
export async function withMesh<T>(options: RealMeshOptions, act: (mesh: RealMesh) => Promise<T>): Promise<T> {
  const mesh = await RealMesh.start(options);
  try {
    return await act(mesh);
  } finally {
    await mesh.close();
  }
}
