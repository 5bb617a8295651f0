import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import { afterEach, expect, test } from "vitest";
import type { Genesis } from "../../src/event/genesis.ts";
import { type FolderDisk, openFolderDisk } from "../../src/node/disk/folder-disk.ts";
import { MemoryBusHub } from "../../src/node/memory/memory-bus.ts";
import { signerOf } from "../../src/node/native-cryptography.ts";
import { MeshNode } from "../../src/node/runtime/mesh-node.ts";
import type { Worker } from "../../src/ports/work.ts";
import { crypto } from "../kit/index.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-mesh-"));
const open: { node: MeshNode; disk: FolderDisk }[] = [];

afterEach(async () => {
  for (const { node, disk } of open.splice(0)) {
    await node.close();
    await disk.close();
  }
  rmSync(folder, { recursive: true, force: true });
});

const keyOf = (node: number) => signingKeyFromSeed(crypto.sha256Bytes(Buffer.from(`mesh node ${node}`)));

const genesisOf = (nodes: number, spendWitnesses = 0): Genesis => ({
  name: "test",
  members: Array.from({ length: nodes }, (_, node) => ({ key: signerOf(keyOf(node)).key, name: `node ${node}` })),
  issuers: [signerOf(keyOf(0)).key],
  survivors: 1,
  spendWitnesses,
  dimensions: 8,
});

const worker: Worker = {
  lanes: ["fast"],
  announcedMs: 50,
  capacity: 4,
  answer: async ({ prompt }) => {
    await sleep(20);
    return { answer: prompt.toReversed(), encoder: "reversed 1", weight: 1, angles: new Uint8Array(16) };
  },
};

async function start(genesis: Genesis, hub: MemoryBusHub, place: number): Promise<MeshNode> {
  const disk = await openFolderDisk(join(folder, String(place)));
  const key = keyOf(place);
  const bus = hub.join(signerOf(key).key);
  const node = await MeshNode.open({ genesis, key, disk, bus, worker, clock: null }, (cause) => {
    throw cause;
  });
  open.push({ node, disk });
  return node;
}

async function stop(node: MeshNode): Promise<void> {
  const place = open.findIndex((each) => each.node === node);
  const [{ disk }] = open.splice(place, 1) as [{ node: MeshNode; disk: FolderDisk }];
  await node.close();
  await disk.close();
}

const until = async (holds: () => boolean, withinMs = 8_000): Promise<void> => {
  for (let waitedMs = 0; !holds(); waitedMs += 20) {
    if (waitedMs > withinMs) throw new Error("it did not come to hold");
    await sleep(20);
  }
};

const roots = (nodes: readonly MeshNode[]) => new Set(nodes.map(({ member }) => member.eventRoot())).size;

test("ME-60 real nodes: an intent is decided, certified and the same everywhere; a restarted node has it still", async () => {
  const [genesis, hub] = [genesisOf(4), new MemoryBusHub()];
  const nodes = await Promise.all([0, 1, 2, 3].map((place) => start(genesis, hub, place)));
  const [first, , , last] = nodes as [MeshNode, MeshNode, MeshNode, MeshNode];
  await until(() => nodes.every(({ member }) => member.replica.events.size === 4) && roots(nodes) === 1);
  first.openIntent({
    request: "one",
    lane: "fast",
    prompt: Buffer.from("abc"),
    enough: 1,
    softDeadlineMs: 3_000,
    ownerLeaseMs: 10_000,
  });
  await until(() => nodes.every(({ member }) => [...member.state.intents.intents()].some(({ kept }) => kept !== null)));
  const [intent] = [...last.member.state.intents.intents()];
  expect(Buffer.from(intent?.kept?.body.answer ?? []).toString()).toBe("cba");
  await until(() => nodes.every(({ member }) => member.certificates.book.stable !== null), 12_000);
  const rootBefore = last.member.eventRoot();
  await stop(last);
  const again = await start(genesis, hub, 3);
  expect(again.member.eventRoot()).toBe(rootBefore);
  expect(again.member.certificates.book.stable).not.toBeNull();
  expect(again.report.torn).toBeNull();
}, 30_000);

test("ME-61 B5 a spend takes effect when a witness has it on its disk, and no sooner", async () => {
  const [genesis, hub] = [genesisOf(3, 1), new MemoryBusHub()];
  const first = await start(genesis, hub, 0);
  await until(() => first.member.replica.chain !== null);
  first.turn((member) => member.write([{ kind: "budget.issued", account: "a", quantity: 100 }]));
  let isEffective = false;
  const spent = first.spend("a", 30, "alone").then((answer) => {
    isEffective = true;
    return answer;
  });
  await sleep(500);
  expect(isEffective).toBe(false);
  await start(genesis, hub, 1);
  expect((await spent).ok).toBe(true);
  const refused = await first.spend("a", 71, "too much");
  expect(refused).toMatchObject({ ok: false, error: { code: "RIGHTS_EXHAUSTED", held: 70 } });
}, 20_000);
