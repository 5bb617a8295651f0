import { blobContract } from "./blob-contract.ts";
import { busContract } from "./bus-contract.ts";
import { closeAll, openLibp2pMesh } from "./libp2p-mesh.ts";
import { until } from "./waiting.ts";

busContract("libp2p", async () => {
  const nodes = await openLibp2pMesh(3, "bus contract");
  return { nodes: nodes.map((bus) => ({ key: bus.key, bus })), until, close: async () => closeAll(nodes) };
});

blobContract("libp2p", async () => {
  const stores = await openLibp2pMesh(5, "blob contract");
  return { stores, until, close: async () => closeAll(stores) };
});
