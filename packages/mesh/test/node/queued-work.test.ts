import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PlimsollError } from "@plimsoll/foundation";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import { afterEach, expect, test } from "vitest";
import type { Genesis } from "../../src/event/genesis.ts";
import { type FolderDisk, openFolderDisk } from "../../src/node/disk/folder-disk.ts";
import { MemoryBusHub } from "../../src/node/memory/memory-bus.ts";
import { MemoryWorkQueue } from "../../src/node/memory/memory-work-queue.ts";
import { signerOf } from "../../src/node/native-cryptography.ts";
import { MeshNode } from "../../src/node/runtime/mesh-node.ts";
import { QueuedWork } from "../../src/node/runtime/queued-work.ts";
import type { Worker } from "../../src/ports/work.ts";
import type { WorkQueue } from "../../src/ports/work-queue.ts";
import { crypto } from "../kit/index.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-queued-"));
const open: { node: MeshNode; disk: FolderDisk; queued: QueuedWork }[] = [];

afterEach(async () => {
  for (const { node, disk, queued } of open.splice(0)) {
    await queued.close();
    await node.close();
    await disk.close();
  }
  rmSync(folder, { recursive: true, force: true });
});

const keyOf = (place: number) => signingKeyFromSeed(crypto.sha256Bytes(Buffer.from(`queued node ${place}`)));

const genesis: Genesis = {
  name: "queued",
  members: [0, 1].map((place) => ({ key: signerOf(keyOf(place)).key, name: `node ${place}` })),
  issuers: [signerOf(keyOf(0)).key],
  survivors: 1,
  spendWitnesses: 0,
  dimensions: 8,
};

const echo: Worker = {
  lanes: ["fast"],
  announcedMs: 50,
  capacity: 1,
  answer: async ({ prompt }) => ({ answer: prompt, encoder: "same 1", weight: 1, angles: new Uint8Array(16) }),
};
const never: Worker = { ...echo, answer: async () => new Promise(() => {}) };

async function start(place: number, hub: MemoryBusHub, worker: Worker | null, openQueue: () => Promise<WorkQueue>) {
  const disk = await openFolderDisk(join(folder, String(place)));
  const key = keyOf(place);
  const bus = hub.join(signerOf(key).key);
  const node = await MeshNode.open({ genesis, key, disk, bus, worker, clock: null }, (cause) => {
    throw cause;
  });
  const queued = new QueuedWork({ node, worker, openQueue, lookMs: 20, retryMs: 50 });
  open.push({ node, disk, queued });
  return { node, queued };
}

/** The queue outlives the nodes: each closes only its own handle. */
const handleTo =
  (queue: MemoryWorkQueue): (() => Promise<WorkQueue>) =>
  async () => {
    const stops: (() => Promise<void>)[] = [];
    return {
      offer: (lane, id, bytes) => queue.offer(lane, id, bytes),
      take: (lane, handler, capacity) => {
        const stop = queue.take(lane, handler, capacity);
        stops.push(stop);
        return stop;
      },
      close: async () => void (await Promise.all(stops.map(async (stop) => stop()))),
    };
  };

const intent = { request: "one", lane: "fast", enough: 1, softDeadlineMs: 60_000, ownerLeaseMs: 60_000 };

const until = async (holds: () => boolean, withinMs = 8_000): Promise<void> => {
  for (let waitedMs = 0; !holds(); waitedMs += 20) {
    if (waitedMs > withinMs) throw new Error(`it did not come to hold: ${String(holds)}`);
    await sleep(20);
  }
};

const intentsOf = ({ member }: MeshNode) => [...member.state.intents.intents()];

test("ME-524 an intent that no message brought reaches a worker over the queue, signed, and is thought about once", async () => {
  const [hub, queue] = [new MemoryBusHub(), new MemoryWorkQueue(20)];
  const owner = await start(0, hub, null, handleTo(queue));
  const other = await start(1, hub, echo, handleTo(queue));
  await until(() => [owner, other].every(({ node }) => node.member.replica.events.size === 2));
  // Its place at the hub is taken: nothing comes to it or from it any more.
  hub.join(owner.node.member.key);
  owner.node.openIntent({ ...intent, prompt: Buffer.from("are we here?") });
  await until(() => intentsOf(other.node).some(({ thoughts }) => thoughts.length > 0));
  expect(intentsOf(owner.node)[0]?.thoughts).toEqual([]);
  await until(() => other.queued.status().taken === 1);
  expect(owner.queued.status()).toMatchObject({ isOpen: true, fault: null, offered: 1, taken: 0 });
  expect(intentsOf(other.node)[0]?.thoughts).toHaveLength(1);
}, 30_000);

test("ME-524 what lies in a queue and is no opening of an intent of this mesh is nobody's job", async () => {
  const [hub, queue] = [new MemoryBusHub(), new MemoryWorkQueue(20)];
  const other = await start(1, hub, echo, handleTo(queue));
  await until(() => other.node.member.replica.events.size === 1);
  const [opening] = [...other.node.member.replica.events.chains()].flatMap((chain) => [...chain.events()]);
  for (const [id, bytes] of [
    ["garbage", Buffer.from("garbage")],
    ["empty", new Uint8Array()],
    ["of another kind", opening?.bytes ?? new Uint8Array()],
  ] as const) {
    queue.offer("fast", id, bytes);
  }
  await sleep(200);
  expect([other.queued.status().taken, other.node.member.replica.events.size]).toEqual([0, 1]);
  expect(other.node.counts).toEqual({ malformed: 0, faulty: 0 });
});

test("ME-524 a worker that ends gives back what it took out", async () => {
  const [hub, queue] = [new MemoryBusHub(), new MemoryWorkQueue(20)];
  const owner = await start(0, hub, null, handleTo(queue));
  const stuck = await start(1, hub, never, handleTo(queue));
  await until(() => [owner, stuck].every(({ node }) => node.member.replica.events.size === 2));
  owner.node.openIntent({ ...intent, prompt: Buffer.from("and now?") });
  await until(() => stuck.queued.status().taken === 1);
  await stuck.queued.close();
  const found: string[] = [];
  queue.take("fast", async (id) => void found.push(id));
  await until(() => found.length === 1);
  expect(found).toEqual(intentsOf(owner.node).map(({ id }) => id));
}, 30_000);

test("ME-525 a queue that cannot be opened holds nothing up, says why, and is tried again", async () => {
  const [hub, queue] = [new MemoryBusHub(), new MemoryWorkQueue(20)];
  let isDurable = false;
  const notDurable = { code: "MESH_BROKER_NOT_DURABLE", expected: "always", received: "2 min", fix: "set it" };
  const opening = async (): Promise<WorkQueue> => {
    if (!isDurable) throw new PlimsollError(notDurable);
    return handleTo(queue)();
  };
  const { node, queued } = await start(0, hub, echo, opening);
  await until(() => queued.status().fault !== null);
  expect(queued.status()).toMatchObject({ isOpen: false, fault: "MESH_BROKER_NOT_DURABLE" });
  await until(() => node.member.replica.chain !== null);
  node.openIntent({ ...intent, prompt: Buffer.from("still here") });
  await until(() => intentsOf(node).some(({ kept }) => kept !== null));
  isDurable = true;
  await until(() => queued.status().isOpen);
  expect(queued.status()).toMatchObject({ fault: null, message: null });
}, 30_000);
