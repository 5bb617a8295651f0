import { createHash } from "node:crypto";
import { Libp2pTransport } from "../../src/node/libp2p/libp2p-transport.ts";
import { until } from "./waiting.ts";

/** Real libp2p nodes in this process. The first is the one that the others are told of; they find each other. */
export async function openLibp2pMesh(
  count: number,
  name: string,
  isFullMesh = true,
): Promise<readonly Libp2pTransport[]> {
  const nodes: Libp2pTransport[] = [];
  for (let index = 0; index < count; index++) {
    const first = nodes[0]?.addresses ?? [];
    nodes.push(
      await Libp2pTransport.open({
        seed: createHash("sha256").update(`${name} ${index}`).digest(),
        listen: ["/ip4/127.0.0.1/tcp/0"],
        addresses: isFullMesh ? nodes.flatMap((node) => node.addresses) : first,
        admits: () => true,
        meshSize: () => count,
      }),
    );
  }
  await until(() => nodes.every((node) => node.peers().length === count - 1), 60_000);
  return nodes;
}

export const closeAll = async (nodes: readonly { close(): Promise<void> }[]): Promise<void> =>
  void (await Promise.all(nodes.map(async (node) => node.close())));
