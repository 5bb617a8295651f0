import { MemoryBlobHub } from "../../src/node/memory/memory-blob-store.ts";
import { MemoryBusHub } from "../../src/node/memory/memory-bus.ts";
import { MemoryWorkQueue } from "../../src/node/memory/memory-work-queue.ts";
import { blobContract } from "./blob-contract.ts";
import { busContract } from "./bus-contract.ts";
import { fakeKey, until } from "./waiting.ts";
import { workQueueContract } from "./work-queue-contract.ts";

const keys = [0, 1, 2].map(fakeKey);

busContract("in one process", async () => {
  const hub = new MemoryBusHub();
  const nodes = keys.map((key) => ({ key, bus: hub.join(key) }));
  return { nodes, until, close: async () => void (await Promise.all(nodes.map(async ({ bus }) => bus.close()))) };
});

workQueueContract("in one process", async () => {
  const queue = new MemoryWorkQueue(20);
  return { queues: [queue, queue], until, close: async () => queue.close() };
});

blobContract("in one process", async () => {
  const hub = new MemoryBlobHub();
  return { stores: keys.map((key) => hub.join(key)), until, close: async () => undefined };
});
