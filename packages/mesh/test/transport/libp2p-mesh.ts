import { createHash } from "node:crypto";
import { MemoryShelf } from "../../src/node/libp2p/blob-shelf.ts";
import { Libp2pTransport } from "../../src/node/libp2p/libp2p-transport.ts";
import { until } from "./waiting.ts";

export interface MeshNode {
  readonly transport: Libp2pTransport;
  readonly shelf: MemoryShelf;
}

/** Real libp2p nodes in this process. Each is told of those before it, and joins before the next. */
export async function openLibp2pNodes(count: number, name: string): Promise<readonly MeshNode[]> {
  const nodes: MeshNode[] = [];
  for (let index = 0; index < count; index++) {
    const shelf = new MemoryShelf();
    nodes.push({
      shelf,
      transport: await Libp2pTransport.open({
        seed: createHash("sha256").update(`${name} ${index}`).digest(),
        listen: ["/ip4/127.0.0.1/tcp/0"],
        addresses: nodes.flatMap(({ transport }) => transport.addresses),
        shelf,
        admits: () => true,
        meshSize: () => count,
      }),
    });
    await until(() => nodes.every(({ transport }) => transport.peers().length === index), 60_000);
  }
  return nodes;
}

export async function openLibp2pMesh(count: number, name: string): Promise<readonly Libp2pTransport[]> {
  return (await openLibp2pNodes(count, name)).map(({ transport }) => transport);
}

export const closeAll = async (nodes: readonly { close(): Promise<void> }[]): Promise<void> =>
  void (await Promise.all(nodes.map(async (node) => node.close())));
