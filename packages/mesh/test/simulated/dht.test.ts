import { expect, test } from "vitest";
import type { BlobStore } from "../../src/ports/blob-store.ts";
import { KademliaMesh } from "../../src/simulated/dht/kademlia-mesh.ts";
import { SimulatedBuses } from "../../src/simulated/mesh/simulated-bus.ts";
import { percentile } from "../../src/simulated/scenario/percentile.ts";
import { blobContract } from "../transport/blob-contract.ts";
import { busContract } from "../transport/bus-contract.ts";
import { fakeKey } from "../transport/waiting.ts";
import { hashes, range, tell } from "./kit.ts";
import { seedsOf } from "./seeds.ts";

const HOUR_MS = 3_600_000;
const NODES = 1_000;

/** The contracts wait for promises; here time only goes by while somebody lets it. */
const until =
  ({ world }: { readonly world: { nowMs(): number; runUntil(ms: number): void } }) =>
  async (condition: () => boolean): Promise<void> => {
    for (let turn = 0; turn < 600; turn += 1) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (condition()) return;
      world.runUntil(world.nowMs() + 100);
    }
    throw new Error("not within a virtual minute");
  };

busContract("simulated", async () => {
  const buses = new SimulatedBuses(1);
  const nodes = range(3).map((node) => ({ key: fakeKey(node), bus: buses.join(fakeKey(node)) }));
  return { nodes, until: until(buses), close: async () => undefined };
});

blobContract("simulated", async () => {
  const mesh = new KademliaMesh({ seed: 1, nodes: 5, repairMs: 600_000 }, hashes);
  mesh.world.runUntil(5_000);
  return { stores: mesh.living().map((host) => mesh.storeAt(host)), until: until(mesh), close: async () => undefined };
});

async function settled<T>(mesh: KademliaMesh, promises: readonly Promise<T>[]): Promise<T[]> {
  let open = promises.length;
  for (const promise of promises) void promise.then(() => (open -= 1));
  await until(mesh)(() => open === 0);
  return Promise.all(promises);
}

test("ME-297 D2 a lookup among 1,000 nodes takes few hops, and content is what its key says", async () => {
  const hops: number[] = [];
  for (const seed of seedsOf(3)) {
    const mesh = new KademliaMesh({ seed, nodes: NODES, repairMs: HOUR_MS }, hashes);
    mesh.world.runUntil(10_000);
    for (const turn of range(150)) {
      const target = hashes.sha256(Buffer.from(`target ${seed} ${turn}`));
      const host = mesh.anyLiving();
      host.act((node) => {
        node.onTime(host.wallMs());
        node.lookUp(target, false, (found) => hops.push(found.hops));
      });
    }
    mesh.world.runUntil(20_000);
    const content = Buffer.from(`content ${seed}`);
    const [receipt] = await settled(mesh, [mesh.storeAt(mesh.anyLiving()).put(content)]);
    // Every holder lies.
    for (const host of mesh.living())
      if (host.program?.held.has(receipt!.digest)) host.program.held.set(receipt!.digest, Buffer.from("a lie"));
    const honest = mesh.living().find(({ program }) => program?.held.has(receipt!.digest) === false)!;
    expect(await settled(mesh, [mesh.storeAt(honest).get(receipt!.digest)])).toEqual([null]);
    expect(receipt!.copies).toBe(20);
  }
  tell(
    "D2",
    `${hops.length} lookups among ${NODES} nodes  p50 ${percentile(hops, 50)} hops  p99`,
    percentile(hops, 99),
    "bar 10",
  );
  expect(hops.length).toBe(150 * seedsOf(3).length);
  expect(percentile(hops, 99)).toBeLessThanOrEqual(10);
}, 300_000);

test("ME-297 D3 a fifth of the nodes is replaced each hour, and blobs stay readable", async () => {
  let [asked, readable, looks, held] = [0, 0, 0, 0];
  const nodes = 200;
  const seeds = seedsOf(4);
  for (const seed of seeds) {
    const mesh = new KademliaMesh({ seed, nodes, repairMs: 600_000 }, hashes);
    mesh.world.runUntil(10_000);
    const receipts = await settled(
      mesh,
      range(50).map((n) => mesh.storeAt(mesh.anyLiving()).put(Buffer.from(`blob ${seed} ${n}`))),
    );
    const stepMs = HOUR_MS / (nodes / 5);
    for (let ms = mesh.world.nowMs() + stepMs; ms < 2 * HOUR_MS; ms += stepMs) {
      mesh.world.runUntil(ms);
      mesh.replaceOne();
      const holders = mesh.living().flatMap(({ program }) => (program === null ? [] : [program]));
      looks += receipts.length;
      held += receipts.filter(({ digest }) => holders.some((node) => node.held.has(digest))).length;
    }
    mesh.world.runUntil(mesh.world.nowMs() + 5_000);
    const stores = receipts.map(({ digest }): [string, BlobStore] => [digest, mesh.storeAt(mesh.anyLiving())]);
    const got = await settled(
      mesh,
      stores.map(([digest, store]) => store.get(digest)),
    );
    asked += got.length;
    readable += got.filter(
      (bytes, n) => bytes !== null && Buffer.from(bytes).toString() === `blob ${seed} ${n}`,
    ).length;
  }
  tell(
    "D3",
    `${nodes} nodes, 20 % replaced an hour, 2 h, r = 20, ${seeds.length} seeds: blobs with a living holder at ${looks} looks`,
    `${((100 * held) / looks).toFixed(4)} %`,
    "bar 99.999 %",
  );
  tell("D3", "and read by a random node at the end", `${readable} of ${asked}`, "bar all");
  expect(held / looks).toBeGreaterThanOrEqual(0.99999);
  expect(readable).toBe(asked);
}, 300_000);
