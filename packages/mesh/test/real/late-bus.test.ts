import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import { expect, test } from "vitest";
import type { Genesis } from "../../src/event/genesis.ts";
import { openFolderDisk } from "../../src/node/disk/folder-disk.ts";
import { MemoryBusHub } from "../../src/node/memory/memory-bus.ts";
import { signerOf } from "../../src/node/native-cryptography.ts";
import { MeshNode } from "../../src/node/runtime/mesh-node.ts";
import type { Bus } from "../../src/ports/bus.ts";
import { crypto } from "../kit/index.ts";
import { untilHolds } from "./bounded.ts";

const keyOf = (place: number) => signingKeyFromSeed(crypto.sha256Bytes(Buffer.from(`late bus ${place}`)));
const members = [0, 1].map((place) => ({ key: signerOf(keyOf(place)).key, name: `node ${place}` }));
const genesis: Genesis = { name: "late", members, issuers: [], survivors: 1, spendWitnesses: 0, dimensions: 8 };

/** A bus that connects a while after it was opened, as all real ones do, and drops what is sent before. */
function lateBus(bus: Bus, lateMs: number): Bus {
  const upMs = performance.now() + lateMs;
  return {
    peers: () => bus.peers(),
    send: (to, message) => (performance.now() < upMs ? undefined : bus.send(to, message)),
    onMessage: (handler) =>
      bus.onMessage((from, message) => (performance.now() < upMs ? undefined : handler(from, message))),
    close: () => bus.close(),
  };
}

test("ME-452 C1 a node whose bus connects 600 ms after its start goes on with the incarnation of before", async () => {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-late-bus-"));
  const hub = new MemoryBusHub();
  const start = async (place: number, lateMs: number) => {
    const disk = await openFolderDisk(join(folder, String(place)));
    const key = keyOf(place);
    const bus = lateBus(hub.join(signerOf(key).key), lateMs);
    const node = await MeshNode.open({ genesis, key, disk, bus, worker: null, clock: null }, () => undefined);
    const stop = async () => {
      await node.close();
      await disk.close();
    };
    return { node, stop };
  };
  const first = await start(0, 0);
  const before = await start(1, 0);
  try {
    await untilHolds(
      "both hold both",
      () => first.node.member.replica.events.size === 2 && before.node.member.replica.events.size === 2,
    );
    const { chain } = before.node.member.replica;
    await before.stop();
    const again = await start(1, 600);
    await untilHolds("it may write", () => again.node.member.replica.chain !== null, 10_000);
    expect(again.node.member.replica.chain).toBe(chain);
    await again.stop();
  } finally {
    await first.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}, 30_000);
