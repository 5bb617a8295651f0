import { PlimsollError } from "@plimsoll/foundation";
import { encodeGenesis } from "../../event/genesis-codec.ts";
import type { EventId, NodeKey } from "../../event/event.ts";
import type { Worker } from "../../ports/work.ts";
import { nativeCryptography } from "../native-cryptography.ts";
import { readNodeFolder } from "./node-folder.ts";
import { type NodeService, openNodeDisk, serveOn } from "./node-service.ts";
import { openRoads, type RoadPlan, type Roads } from "./open-roads.ts";
import { QueuedWork } from "./queued-work.ts";
import { blobWorker } from "../worker/blob-worker.ts";

/** A node, its roads and its worker. */
export interface StartOptions extends RoadPlan {
  readonly folder: string;
  /** Makes the worker, from the dimensions of the mesh's thoughts; null for none. */
  readonly worker: ((dimensions: number) => Worker) | null;
  readonly clockHertz: number | null;
  readonly standOn: EventId | null;
  readonly onBroken: (cause: unknown) => void;
}

/** A node that runs, and where it is reached. */
export interface StartedNode extends NodeService {
  readonly addresses: Roads["addresses"];
}

/** A node on its folder, with its roads to the others. Rejects as `readNodeFolder` and `serveNode` do. */
export async function startNode(options: StartOptions): Promise<StartedNode> {
  const { genesis, key } = readNodeFolder(options.folder);
  const roster: { service: NodeService | null } = { service: null };
  const work: { queued: QueuedWork | null } = { queued: null };
  const genesisKeys: ReadonlySet<NodeKey> = new Set(genesis.members.map((member) => member.key));
  const members = () => roster.service?.node.member.state.roster?.members ?? genesisKeys;
  // First of all: a second node on the folder must not even speak with the key.
  const disk = await openNodeDisk(options.folder);
  const roads = await openRoads({
    ...options,
    mesh: nativeCryptography().sha256(encodeGenesis(genesis)),
    key,
    // Who was put out of the roster may still fetch what it missed, and be let in again.
    admits: (node) => genesisKeys.has(node) || members().has(node),
    meshSize: () => members().size,
  }).catch(async (cause: unknown) => {
    await disk.close();
    throw roadFault(cause);
  });
  try {
    const { bus, blobs, openQueue, addresses } = roads;
    const made = options.worker?.(genesis.dimensions) ?? null;
    const worker = made && blobWorker(made, blobs);
    const roadStatus = () => ({ ...roads.status(), queue: work.queued?.status() ?? null });
    const service = await serveOn(disk, { ...options, genesis, key, bus, worker, blobs, roads: roadStatus });
    roster.service = service;
    work.queued = openQueue && new QueuedWork({ node: service.node, worker, openQueue });
    const close = async (): Promise<void> => {
      await work.queued?.close();
      await service.close();
    };
    return { ...service, close, addresses };
  } catch (cause) {
    await roads.bus.close();
    throw cause;
  }
}

/** An address that cannot be read or listened on is the operator's to mend. */
function roadFault(cause: unknown): unknown {
  if (cause instanceof PlimsollError || !(cause instanceof Error)) return cause;
  const [, address, code] = /(\/ip[46]\/\S+): Error: listen (E[A-Z]+)/u.exec(cause.message) ?? [];
  if (address !== undefined && code !== undefined) return listenFault(address, code, cause);
  return new PlimsollError({
    code: "MESH_ADDRESS",
    expected: "addresses that can be listened on and dialled, such as /ip4/0.0.0.0/tcp/4700",
    // libp2p adds a list with stack traces.
    received: cause.message
      .replaceAll(/\s*\n\s+at .*/gu, "")
      .replaceAll(/\s+/gu, " ")
      .trim(),
    fix: "mend --listen, --peer and --nats, or take a port that is free",
    cause,
  });
}

const listenFault = (address: string, code: string, cause: Error): PlimsollError =>
  new PlimsollError({
    code: "MESH_ADDRESS",
    expected: `to listen on ${address}`,
    received: code === "EADDRINUSE" ? "a port that another program has" : code,
    fix: "give another --listen, or stop what listens there",
    cause,
  });
