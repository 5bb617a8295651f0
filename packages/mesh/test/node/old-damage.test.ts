import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import { afterAll, expect, test } from "vitest";
import type { Genesis } from "../../src/event/genesis.ts";
import { openFolderDisk } from "../../src/node/disk/folder-disk.ts";
import { MemoryBusHub } from "../../src/node/memory/memory-bus.ts";
import { signerOf } from "../../src/node/native-cryptography.ts";
import { MeshNode } from "../../src/node/runtime/mesh-node.ts";
import { crypto } from "../kit/index.ts";
import { until } from "./site-lab.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-damage-"));
const journal = join(folder, "journal");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const key = signingKeyFromSeed(crypto.sha256Bytes(Buffer.from("damaged")));
const self = signerOf(key).key;
const genesis: Genesis = {
  name: "d",
  members: [{ key: self, name: "a" }],
  issuers: [self],
  survivors: 1,
  spendWitnesses: 0,
  dimensions: 4,
};

/** One life: the chain that it writes, and the damage that it found. */
async function live(act: (node: MeshNode) => Promise<unknown>) {
  const disk = await openFolderDisk(journal);
  const bus = new MemoryBusHub().join(self);
  const node = await MeshNode.open({ genesis, key, disk, bus, worker: null, clock: null }, (cause) => {
    throw cause;
  });
  try {
    await until(() => node.member.replica.chain !== null);
    await act(node);
    return { chain: node.member.replica.chain, damaged: node.report.damage.length, free: node.member.free("x") };
  } finally {
    await node.close();
    await bus.close();
    await disk.close();
  }
}

/** Flips one bit in the last record. */
function spoil(): void {
  const file = join(
    journal,
    readdirSync(journal).findLast((name) => name.startsWith("journal-"))!,
  );
  const bytes = readFileSync(file);
  bytes[bytes.length - 20]! ^= 1;
  writeFileSync(file, bytes);
}

const beats = async (node: MeshNode) => node.author([{ kind: "clock.beat", beats: 1 }]);
const issues = async (node: MeshNode) => node.author([{ kind: "budget.issued", account: "x", quantity: 100 }]);

test("ME-182 ME-64 damage costs one incarnation, and not one at every start", async () => {
  const first = await live(beats);
  spoil();
  const second = await live(issues);
  expect(second).toMatchObject({ damaged: 1, free: 100 });
  expect(second.chain).not.toBe(first.chain);
  for (let start = 0; start < 2; start += 1) expect(await live(beats)).toEqual(second);
  spoil();
  const third = await live(beats);
  expect([third.damaged, third.chain === second.chain]).toEqual([2, false]);
  expect(await live(beats)).toEqual(third);
}, 30_000);
