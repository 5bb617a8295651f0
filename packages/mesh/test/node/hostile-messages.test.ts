import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { RandomStream, utf8 } from "@plimsoll/foundation";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import { afterEach, expect, test, vi } from "vitest";
import { signEvents } from "../../src/event/sign-events.ts";
import { encodeMemberMessage } from "../../src/member/member-codec.ts";
import { type FolderDisk, openFolderDisk } from "../../src/node/disk/folder-disk.ts";
import { type MemoryBus, MemoryBusHub } from "../../src/node/memory/memory-bus.ts";
import { MeshNode } from "../../src/node/runtime/mesh-node.ts";
import { crypto, TestAuthor, testGenesis, testIncarnation, testSigner } from "../kit/index.ts";
import { hostileFrom, realMessages } from "./hostile.ts";

const bed = testGenesis(6, { spendWitnesses: 1, survivors: 2 });
const folder = mkdtempSync(join(tmpdir(), "plimsoll-hostile-"));
const open: { node: MeshNode; disk: FolderDisk }[] = [];
const broken: unknown[] = [];

afterEach(async () => {
  for (const { node, disk } of open.splice(0)) {
    await node.close();
    await disk.close();
  }
  rmSync(folder, { recursive: true, force: true });
  broken.splice(0);
});

async function start(hub: MemoryBusHub, place: number, name = `${place}`): Promise<MeshNode> {
  const disk = await openFolderDisk(join(folder, name));
  const key = signingKeyFromSeed(crypto.sha256Bytes(utf8(`node ${place}`)));
  const bus = hub.join(testSigner(`node ${place}`).key);
  const options = { genesis: bed.genesis, key, disk, bus, worker: null, clock: null };
  const node = await MeshNode.open(options, (cause) => broken.push(cause));
  open.push({ node, disk });
  return node;
}

async function stop(node: MeshNode): Promise<void> {
  const place = open.findIndex((each) => each.node === node);
  const [{ disk }] = open.splice(place, 1) as [{ node: MeshNode; disk: FolderDisk }];
  await node.close();
  await disk.close();
}

const until = async (holds: () => boolean, withinMs = 20_000): Promise<void> => {
  for (let waitedMs = 0; !holds() && broken.length === 0; waitedMs += 20) {
    if (waitedMs > withinMs) throw new Error("it did not come to hold");
    await sleep(20);
  }
};

const stateOf = ({ member }: MeshNode): readonly string[] => [
  member.eventRoot(),
  Buffer.from(member.state.hash()).toString("hex"),
  [...member.replica.waiting()]
    .map(({ id }) => id)
    .toSorted()
    .join(" "),
];

const MESSAGES = 10_000;

test("ME-572 10 000 hostile messages end no node; its root is that of its peer, and a restart finds the same", async () => {
  const random = RandomStream.from("hostile messages", 1);
  const real = realMessages(bed.genesis, random);
  const next = hostileFrom(real, testSigner("node 3"), random);
  const hub = new MemoryBusHub();
  const hostile = new Map<string, MemoryBus>();
  for (const place of [0, 1, 2, 3])
    hostile.set(testSigner(`node ${place}`).key, hub.join(testSigner(`node ${place}`).key));
  const [node, peer] = [await start(hub, 4), await start(hub, 5)] as const;
  for (const { from, bytes } of real) hostile.get(from)?.send(node.member.key, bytes);
  for (let sent = 0; sent < MESSAGES && broken.length === 0; sent += 1) {
    const { from, bytes } = next();
    hostile.get(from)?.send(node.member.key, bytes);
    if (sent % 50 === 0) await sleep(1);
  }
  await sleep(500);
  expect(broken).toEqual([]);
  await until(() => node.member.eventRoot() === peer.member.eventRoot() && node.member.replica.chain !== null);
  const { malformed, faulty } = node.counts;
  console.info(
    `ME-572  ${MESSAGES} messages: ${malformed} unreadable, ${faulty} faulty, ${node.member.replica.events.size} events held`,
  );
  expect(malformed).toBeGreaterThan(MESSAGES / 10);
  expect(faulty).toBeGreaterThan(MESSAGES / 50);
  expect(node.member.replica.events.size).toBeGreaterThan(100);
  const before = stateOf(node);
  await stop(node);
  expect(stateOf(await start(hub, 4))).toEqual(before);
  expect(broken).toEqual([]);
}, 120_000);

test("ME-570 C1 12 000 incarnations of one member stop certificates and no node, in this life and the next", async () => {
  const liar = testSigner("node 3");
  const contents = Array.from({ length: 12_000 }, (_, place) =>
    new TestAuthor(bed.mesh, "node 3", testIncarnation(`${place}`), liar).content({
      kind: "incarnation.opened",
      name: "x",
    }),
  );
  const events = Array.from({ length: Math.ceil(contents.length / 64) }, (_, batch) =>
    signEvents(contents.slice(64 * batch, 64 * (batch + 1)), liar, crypto),
  ).flat();
  const bytes = encodeMemberMessage({ type: "events", as: "news", pull: 0, events });
  const hub = new MemoryBusHub();
  const hostile = hub.join(liar.key);
  for (const life of [1, 2]) {
    const node = await start(hub, 4, "many chains");
    if (life === 1) hostile.send(node.member.key, bytes);
    await until(() => node.member.certificates.hindrance !== null);
    expect(broken).toEqual([]);
    expect(node.member.certificates.hindrance).toMatchObject({ code: "CERTIFICATE_TOO_LARGE" });
    expect(node.member.certificates.hindrance?.detail).toContain(`12000 of them by ${liar.key}`);
    expect(node.member.replica.events.size).toBeGreaterThanOrEqual(12_001);
    const [written] = await node.author([{ kind: "clock.beat", beats: life }]);
    expect(written?.kind).toBe("clock.beat");
    await stop(node);
  }
}, 120_000);

test("ME-573 a fault in the middle of taking something in ends the node, and nothing of that message is on the disk", async () => {
  const hub = new MemoryBusHub();
  const author = new TestAuthor(bed.mesh, "node 3", testIncarnation("poison"));
  const hostile = hub.join(author.key);
  const node = await start(hub, 4, "fault");
  await until(() => node.member.replica.chain !== null && node.member.replica.events.size > 0);
  await sleep(200);
  const before = stateOf(node);
  const admit = node.member.state.admit.bind(node.member.state);
  node.member.state.admit = (admission) => {
    if (admission.admitted.some(({ author: by }) => by === author.key))
      throw new RangeError("a fold that cannot go on");
    admit(admission);
  };
  const events = [author.open(), author.write({ kind: "clock.beat", beats: 1 })];
  hostile.send(node.member.key, encodeMemberMessage({ type: "events", as: "news", pull: 0, events }));
  await until(() => broken.length > 0);
  expect(broken).toMatchObject([{ code: "MESH_NODE_FAULT", cause: { message: "a fold that cannot go on" } }]);
  expect(node.turn(() => 1)).toBeUndefined();
  await stop(node);
  expect(stateOf(await start(hub, 4, "fault"))).toEqual(before);
  expect(broken.length).toBe(1);
}, 30_000);

test("ME-574 what fails while it is opened, compared or put into bytes is counted, and the node goes on", async () => {
  const hub = new MemoryBusHub();
  const hostile = hub.join(testSigner("node 3").key);
  const node = await start(hub, 4, "guarded");
  await until(() => node.member.replica.chain !== null);
  let isFailing = true;
  node.onOther(() => {
    if (isFailing) throw new RangeError("no such thing");
    return false;
  });
  hostile.send(node.member.key, encodeMemberMessage({ type: "resume", chain: node.member.replica.chain ?? "/" }));
  await until(() => node.counts.malformed === 1);
  isFailing = false;
  const compare = vi.spyOn(node.member.replica, "onMessage").mockImplementation(() => {
    throw new RangeError("no such part");
  });
  hostile.send(node.member.key, encodeMemberMessage({ type: "resume", chain: node.member.replica.chain ?? "/" }));
  await until(() => node.counts.malformed === 2);
  compare.mockRestore();
  const unsayable = { type: "known", chain: `${"ab".repeat(32)}/${"cd".repeat(16)}`, length: 2 ** 53 } as const;
  const send = { type: "send", to: testSigner("node 3").key, message: unsayable } as const;
  const ask = vi.spyOn(node.member, "takeEffects").mockReturnValue([send]);
  node.turn(() => undefined);
  expect(node.counts.malformed).toBe(3);
  ask.mockRestore();
  const [written] = await node.author([{ kind: "clock.beat", beats: 1 }]);
  expect(written?.kind).toBe("clock.beat");
  expect(broken).toEqual([]);
}, 30_000);
