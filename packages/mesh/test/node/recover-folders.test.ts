import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { generateSigningKey } from "@plimsoll/foundation/node";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Genesis } from "../../src/event/genesis.ts";
import { encodeGenesis } from "../../src/event/genesis-codec.ts";
import { MemoryBusHub } from "../../src/node/memory/memory-bus.ts";
import { signerOf } from "../../src/node/native-cryptography.ts";
import { makeNodeFolder, readNodeFolder } from "../../src/node/runtime/node-folder.ts";
import { type NodeService, serveNode } from "../../src/node/runtime/node-service.ts";
import { recoverFolders } from "../../src/node/runtime/recover-folders.ts";
import { steadyNowMs } from "../../src/node/runtime/steady-clock.ts";
import { openStoppedNode } from "../../src/node/runtime/stopped-node.ts";
import { openSuccessor, type SuccessorOptions } from "../../src/node/runtime/successor-folders.ts";
import { crypto, strangerOf } from "../kit/index.ts";

let root = "";
let hub = new MemoryBusHub();
let services: NodeService[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "plimsoll-mesh-"));
  hub = new MemoryBusHub();
  services = [];
});

afterEach(async () => {
  for (const service of services) await service.close();
  rmSync(root, { recursive: true, force: true });
});

const folderOf = (name: string): string => join(root, name);

function made(count: number): { readonly genesis: Genesis; readonly names: readonly string[] } {
  const keys = Array.from({ length: count }, () => generateSigningKey());
  const members = keys.map((key, place) => ({ name: `n${place}`, key: signerOf(key).key }));
  const issuers = members.slice(0, 1).map(({ key }) => key);
  const genesis: Genesis = { name: "m", members, issuers, survivors: 1, spendWitnesses: 0, dimensions: 8 };
  keys.forEach((key, place) => makeNodeFolder(folderOf(`n${place}`), genesis, key));
  return { genesis, names: members.map(({ name }) => name) };
}

async function start(genesis: Genesis, name: string, standOn: string | null = null): Promise<NodeService> {
  const { key } = readNodeFolder(folderOf(name));
  const service = await serveNode({
    folder: folderOf(name),
    genesis,
    key,
    bus: hub.join(signerOf(key).key),
    worker: null,
    clockHertz: null,
    standOn,
    onBroken: (cause) => {
      throw cause;
    },
  });
  services.push(service);
  return service;
}

async function stopAll(): Promise<void> {
  for (const service of services.splice(0)) await service.close();
}

async function until(holds: () => boolean, withinMs = 15_000): Promise<void> {
  for (let waitedMs = 0; !holds(); waitedMs += 20) {
    if (waitedMs > withinMs) throw new Error("it did not come to hold");
    await sleep(20);
  }
}

const setField = (service: NodeService, value: string) =>
  service.node.turn((member) =>
    member.write([{ kind: "field.set", entity: "e", field: value, value: Buffer.from(value), resolves: [] }]),
  );

const isWriting = ({ node }: NodeService) => node.member.replica.chain !== null;
const areEqual = (nodes: readonly NodeService[]) =>
  new Set(nodes.map(({ node }) => node.member.eventRoot())).size === 1;

test("ME-403 what is written in the last moment before a node ends is there when it starts again", async () => {
  const { genesis } = made(1);
  const node = await start(genesis, "n0");
  await until(() => isWriting(node));
  for (let turn = 0; turn < 100; turn += 1) setField(node, `value ${turn}`);
  const { eventRoot, events } = node.status();
  await stopAll();
  expect(events).toBe(101);
  expect((await start(genesis, "n0")).status()).toMatchObject({ eventRoot, events });
});

test("ME-401 a folder serves one process at a time, a reader too, and is free again when that ends", async () => {
  const { genesis } = made(1);
  await start(genesis, "n0");
  const inUse = expect.objectContaining({ code: "MESH_FOLDER_IN_USE" });
  await expect(start(genesis, "n0")).rejects.toEqual(inUse);
  await expect(openStoppedNode(folderOf("n0"))).rejects.toEqual(inUse);
  await stopAll();
  const reader = await openStoppedNode(folderOf("n0"));
  await expect(start(genesis, "n0")).rejects.toEqual(inUse);
  await reader.close();
  await start(genesis, "n0");
});

test("ME-409 reading the journal of a stopped node changes no byte of it, a torn end included", async () => {
  const { genesis } = made(1);
  const node = await start(genesis, "n0");
  await until(() => isWriting(node));
  await stopAll();
  const journal = join(folderOf("n0"), "journal");
  const segment = readdirSync(journal).find((name) => name !== "ledger.lock") ?? "";
  writeFileSync(join(journal, segment), Buffer.from([1, 2, 3]), { flag: "a" });
  const before = readFileSync(join(journal, segment));
  const recovered = await recoverFolders([folderOf("n0")]);
  expect(recovered.recovery.set.size).toBe(1);
  expect(recovered.nodes[0]?.report.torn).not.toBeNull();
  await recovered.close();
  expect(readFileSync(join(journal, segment))).toEqual(before);
});

test("ME-410 ME-411 two survivors of four go on in their epoch with all that either held, and a new node joins them", async () => {
  const { genesis, names } = made(4);
  const all = await Promise.all(names.map((name) => start(genesis, name)));
  await until(() => all.every(isWriting) && areEqual(all));
  setField(all[3] as NodeService, "by one who dies");
  await until(() => all.every(({ node }) => node.member.certificates.book.stable?.events === 5));
  await stopAll();
  // Apart from each other, each of the two writes something that the other lacks.
  for (const name of ["n0", "n1"]) {
    hub = new MemoryBusHub();
    const alone = await start(genesis, name);
    await until(() => isWriting(alone));
    setField(alone, `${name} alone`);
    await stopAll();
  }
  const fresh = generateSigningKey();
  makeNodeFolder(folderOf("fresh"), genesis, fresh);
  const recovered = await recoverFolders([folderOf("n0"), folderOf("n1")]);
  expect(recovered.recovery.rebuilt).toMatchObject({ isStable: true });
  const admitted = [{ name: "fresh", key: signerOf(fresh).key }];
  const { roster, epoch, members } = await openSuccessor(recovered, { admitted, writesOff: false });
  await recovered.close();
  expect([epoch, members.length]).toEqual([1, 3]);
  hub = new MemoryBusHub();
  const left = await Promise.all(["n0", "n1"].map((name) => start(genesis, name)));
  const joined = await start(genesis, "fresh", roster);
  const nodes = [...left, joined];
  await until(() => nodes.every(({ node }) => node.member.state.roster?.event?.id === roster));
  await until(() => nodes.every(isWriting) && areEqual(nodes));
  setField(joined, "new");
  await until(() => nodes.every(({ node }) => fieldsIn(node) === 4) && areEqual(nodes));
  await until(() => nodes.every(({ node }) => node.member.certificates.book.stable?.roster === roster), 20_000);
  expect(
    nodes.map((node) =>
      node
        .status()
        .peers.map(({ name }) => name)
        .toSorted(),
    ),
  ).toEqual(nodes.map(() => ["fresh", "n0", "n1"]));
}, 60_000);

const fieldsIn = ({ member }: NodeService["node"]): number =>
  [...member.replica.events.chains()]
    .flatMap((chain) => [...chain.events()])
    .filter(({ body }) => body.kind === "field.set").length;

test("ME-410 ME-532 the chain of a recovery is written now and is the node's past; a copy of its folder that runs is told", async () => {
  const { genesis, names } = made(2);
  const all = await Promise.all(names.map((name) => start(genesis, name)));
  await until(() => all.every(({ node }) => node.member.certificates.book.stable?.events === 2));
  await stopAll();
  const recovered = await recoverFolders([folderOf("n0")]);
  const { roster } = await openSuccessor(recovered, { admitted: [], writesOff: false });
  await recovered.close();
  cpSync(folderOf("n0"), folderOf("copy"), { recursive: true });
  hub = new MemoryBusHub();
  const survivor = await start(genesis, "n0");
  expect(survivor.node.member.replica.events.get(roster)?.hlc.ms).toBeLessThanOrEqual(steadyNowMs());
  await until(() => isWriting(survivor));
  expect(survivor.status()).toMatchObject({ isDoubled: false, epoch: 1 });
  await sleep(1_200);
  hub = new MemoryBusHub();
  const copy = await start(genesis, "copy");
  await until(() => isWriting(copy));
  bring(copy, survivor);
  expect([survivor, copy].map((service) => service.status().isDoubled)).toEqual([true, false]);
}, 60_000);

/** What one holds comes to the other, as over a peer. */
function bring(from: NodeService, to: NodeService): void {
  const events = [...from.node.member.replica.events.chains()].flatMap((chain) => [...chain.events()]);
  const peer = from.node.member.key;
  to.node.turn((member) => member.onMessage(peer, { type: "events", as: "news", pull: 0, events }, steadyNowMs()));
}

test("ME-410 ME-569 every survivor gets what is true only since what it cites was given up", async () => {
  const { genesis, names } = made(2);
  const all = await Promise.all(names.map((name) => start(genesis, name)));
  await until(() => all.every(({ node }) => node.member.certificates.book.stable?.events === 2));
  await stopAll();
  hub = new MemoryBusHub();
  const alone = await start(genesis, "n0");
  await until(() => isWriting(alone));
  const { key } = alone.node.member;
  const events = strangerOf(crypto.sha256(encodeGenesis(genesis))).trueOnceGivenUp();
  alone.node.turn((member) => member.onMessage(key, { type: "events", as: "news", pull: 0, events }, steadyNowMs()));
  const last = events.at(-1)?.id ?? "";
  expect(alone.node.member.replica.events.get(last)).toBeDefined();
  await stopAll();
  const recovered = await recoverFolders(["n0", "n1"].map(folderOf));
  await openSuccessor(recovered, { admitted: [], writesOff: false });
  await recovered.close();
  for (const name of names) {
    const read = await recoverFolders([folderOf(name)]);
    expect([name, read.recovery.set.get(last)?.id]).toEqual([name, last]);
    await read.close();
  }
}, 60_000);

test("ME-410 an epoch of just these survivors is opened once; whoever is let in, written off or left out asks for another", async () => {
  const { genesis, names } = made(3);
  const all = await Promise.all(names.map((name) => start(genesis, name)));
  await until(() => all.every(({ node }) => node.member.certificates.book.stable?.events === 3));
  await stopAll();
  const open = async (of: readonly string[], more: Partial<SuccessorOptions> = {}) => {
    const recovered = await recoverFolders(of.map(folderOf));
    try {
      return (await openSuccessor(recovered, { admitted: [], writesOff: false, ...more })).epoch;
    } finally {
      await recovered.close();
    }
  };
  const eventsIn = async (name: string) => {
    const reader = await openStoppedNode(folderOf(name));
    await reader.close();
    return reader.records.length;
  };
  expect(await open(["n0"])).toBe(1);
  const before = await eventsIn("n0");
  await expect(open(["n0"])).rejects.toMatchObject({ code: "MESH_EPOCH_OPEN" });
  expect(await eventsIn("n0")).toBe(before);
  const second = { name: "n1", key: signerOf(readNodeFolder(folderOf("n1")).key).key };
  expect(await open(["n0"], { admitted: [second] })).toBe(2);
  // The other has not been told of it: its disk is to stand on it too.
  expect(await open(["n0", "n1"])).toBe(3);
  await expect(open(["n1", "n0"])).rejects.toMatchObject({ code: "MESH_EPOCH_OPEN" });
  expect(await open(["n0", "n1"], { writesOff: true })).toBe(4);
  expect(await open(["n1"])).toBe(5);
});

test("ME-410 without a certificate no epoch is opened, and no journal has grown", async () => {
  const { genesis } = made(2);
  const node = await start(genesis, "n0");
  await until(() => isWriting(node));
  await stopAll();
  const recovered = await recoverFolders([folderOf("n0")]);
  const asked = openSuccessor(recovered, { admitted: [], writesOff: false });
  await expect(asked).rejects.toMatchObject({ code: "MESH_NO_CERTIFICATE" });
  await recovered.close();
  const again = await recoverFolders([folderOf("n0")]);
  expect(again.recovery.set.size).toBe(1);
  await again.close();
});

test("ME-409 folders of two meshes are not recovered together", async () => {
  made(1);
  const other = generateSigningKey();
  const member = { name: "x", key: signerOf(other).key };
  const genesis = {
    name: "other",
    members: [member],
    issuers: [member.key],
    survivors: 1,
    spendWitnesses: 0,
    dimensions: 8,
  };
  makeNodeFolder(folderOf("x"), genesis, other);
  for (const name of ["n0", "x"]) await start(readNodeFolder(folderOf(name)).genesis, name);
  await stopAll();
  const both = recoverFolders([folderOf("n0"), folderOf("x")]);
  await expect(both).rejects.toMatchObject({ code: "MESH_FOLDERS_DIFFER" });
});
