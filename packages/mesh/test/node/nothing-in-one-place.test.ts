import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import { afterEach, expect, test } from "vitest";
import type { Genesis } from "../../src/event/genesis.ts";
import { openFolderDisk } from "../../src/node/disk/folder-disk.ts";
import { MemoryBusHub } from "../../src/node/memory/memory-bus.ts";
import { signerOf } from "../../src/node/native-cryptography.ts";
import { MeshNode } from "../../src/node/runtime/mesh-node.ts";
import { crypto } from "../kit/index.ts";

const NODES = 3;
const folder = mkdtempSync(join(tmpdir(), "plimsoll-mesh-"));
const folderOf = (place: number): string => join(folder, String(place));
const keyOf = (place: number) => signingKeyFromSeed(crypto.sha256Bytes(Buffer.from(`everywhere ${place}`)));

const genesis: Genesis = {
  name: "everywhere",
  members: Array.from({ length: NODES }, (_, place) => ({ key: signerOf(keyOf(place)).key, name: `node ${place}` })),
  issuers: [signerOf(keyOf(0)).key],
  survivors: 1,
  spendWitnesses: 0,
  dimensions: 8,
};

interface Running {
  readonly node: MeshNode;
  readonly stop: () => Promise<void>;
}

const running = new Map<number, Running>();

afterEach(async () => {
  for (const { stop } of running.values()) await stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(hub: MemoryBusHub, place: number): Promise<MeshNode> {
  const [key, disk] = [keyOf(place), await openFolderDisk(folderOf(place))];
  const plan = { genesis, key, disk, bus: hub.join(signerOf(key).key), worker: null, clock: null };
  const node = await MeshNode.open(plan, (cause) => {
    throw cause;
  });
  const stop = async (): Promise<void> => {
    running.delete(place);
    await node.close();
    await disk.close();
  };
  running.set(place, { node, stop });
  return node;
}

const members = () => [...running.values()].map(({ node }) => node.member);
const roots = (): Set<string> => new Set(members().map((member) => member.eventRoot()));

async function until(holds: () => boolean, withinMs = 10_000): Promise<void> {
  for (let waitedMs = 0; !holds(); waitedMs += 20) {
    if (waitedMs > withinMs) throw new Error("it did not come to hold");
    await sleep(20);
  }
}

const filesOf = (place: number): string[] =>
  readdirSync(folderOf(place), { recursive: true, encoding: "utf8" }).filter((file) =>
    statSync(join(folderOf(place), file)).isFile(),
  );

/** What is left of a name without its number and digest. */
const kindOf = (file: string): string => file.replaceAll(/-[0-9a-f]{8,}/g, "");

test("D5 ME-454 whatever a node keeps may be deleted, each file in turn and all at once: nothing is lost", async () => {
  const hub = new MemoryBusHub();
  for (let place = 0; place < NODES; place += 1) await start(hub, place);
  await until(() => members().every(({ replica }) => replica.chain !== null));
  for (let turn = 0; turn < 40; turn += 1) {
    for (const { node } of running.values())
      node.turn((member) => member.write([{ kind: "clock.beat", beats: turn + 1 }]));
  }
  await until(() => roots().size === 1 && members().every(({ certificates }) => certificates.book.stable !== null));
  const ids = [...(members()[0]?.replica.events.chains() ?? [])].flatMap((chain) =>
    [...chain.events()].map(({ id }) => id),
  );
  const deleted: string[] = [];
  // The names of journals change; which file is next is asked anew each time.
  const nextFiles = (): string[] => {
    const kinds = filesOf(1).toSorted();
    const next = kinds.find((file) => !deleted.includes(kindOf(file)));
    return next === undefined ? kinds : [next];
  };
  for (let isLast = false; !isLast;) {
    await running.get(1)?.stop();
    const files = nextFiles();
    isLast = files.every((file) => deleted.includes(kindOf(file)));
    for (const file of files) rmSync(join(folderOf(1), file));
    deleted.push(...files.map(kindOf));
    await start(hub, 1);
    await until(
      () => roots().size === 1 && members().every(({ replica }) => ids.every((id) => replica.events.get(id))),
    );
  }
  const lost = ids.filter((id) => members().some(({ replica }) => replica.events.get(id) === undefined));
  const what = `events lost when ${[...new Set(deleted)].join(", ")} was deleted, then all`;
  console.info(`D5  ${what}  ${lost.length} of ${ids.length}  (bar 0)`);
  expect(lost).toEqual([]);
  expect(ids.length).toBeGreaterThan(120);
}, 120_000);
