import { encodeGenesis } from "../../event/genesis-codec.ts";
import type { EventId, NodeKey } from "../../event/event.ts";
import type { Worker } from "../../ports/work.ts";
import { nativeCryptography } from "../native-cryptography.ts";
import { readNodeFolder } from "./node-folder.ts";
import { type NodeService, serveNode } from "./node-service.ts";
import { openRoads, type Roads } from "./open-roads.ts";

export interface StartOptions {
  readonly folder: string;
  readonly nats: readonly string[];
  readonly listen: readonly string[];
  readonly peers: readonly string[];
  /** Makes the worker, from the dimensions of the mesh's thoughts; null for none. */
  readonly worker: ((dimensions: number) => Worker) | null;
  readonly clockHertz: number | null;
  readonly standOn: EventId | null;
  readonly onBroken: (cause: unknown) => void;
}

export interface StartedNode extends NodeService {
  readonly addresses: Roads["addresses"];
}

/** A node on its folder, with its roads to the others. Rejects as `readNodeFolder` and `serveNode` do. */
export async function startNode(options: StartOptions): Promise<StartedNode> {
  const { genesis, key } = readNodeFolder(options.folder);
  const roster: { service: NodeService | null } = { service: null };
  const genesisKeys: ReadonlySet<NodeKey> = new Set(genesis.members.map((member) => member.key));
  const members = () => roster.service?.node.member.state.roster?.members ?? genesisKeys;
  const roads = await openRoads({
    ...options,
    mesh: nativeCryptography().sha256(encodeGenesis(genesis)),
    key,
    // Who was put out of the roster may still fetch what it missed, and be let in again.
    admits: (node) => genesisKeys.has(node) || members().has(node),
    meshSize: () => members().size,
  });
  try {
    const worker = options.worker?.(genesis.dimensions) ?? null;
    roster.service = await serveNode({ ...options, genesis, key, bus: roads.bus, worker });
    return { ...roster.service, addresses: roads.addresses };
  } catch (cause) {
    await roads.bus.close();
    throw cause;
  }
}
