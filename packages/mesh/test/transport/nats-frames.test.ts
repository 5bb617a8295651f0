import { createHash } from "node:crypto";
import { RandomStream } from "@plimsoll/foundation";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { readFrame } from "../../src/node/nats/frame.ts";
import { PART_BYTES } from "../../src/node/nats/message-part.ts";
import { NatsBus } from "../../src/node/nats/nats-bus.ts";
import type { Cryptography } from "../../src/ports/cryptography.ts";
import { crypto, testSigner } from "../kit/index.ts";
import { NatsCluster } from "./nats-cluster.ts";
import { Eve, falseHint, framesOf } from "./nats-eve.ts";
import { keyOf } from "./nats-node.ts";
import { pause, until } from "./waiting.ts";

// Alice and Bob are members, on one real server. Eve was let in by it, and is none.
const PRESENCE_MS = 100;
const members = new Set(["alice", "bob"].map(keyOf));
const [alicesKey, bobsKey] = [keyOf("alice"), keyOf("bob")];

let cluster: NatsCluster;
let mesh: string;
let eve: Eve;
let alice: NatsBus;
let bob: NatsBus;
let bobHeard: { from: string; message: string }[];
let verified: number;
const open: NatsBus[] = [];

const counting: Cryptography = {
  ...crypto,
  verify: (...asked) => {
    verified++;
    return crypto.verify(...asked);
  },
};

function join(label: string): NatsBus {
  const admits = (node: string): boolean => members.has(node);
  const common = { servers: cluster.addresses, mesh, crypto: counting, admits, presenceMs: PRESENCE_MS };
  const bus = new NatsBus({ ...common, signer: testSigner(label) });
  open.push(bus);
  return bus;
}

function joinBob(): NatsBus {
  const bus = join("bob");
  bobHeard = [];
  bus.onMessage((from, message) => bobHeard.push({ from, message: Buffer.from(message).toString("hex") }));
  return bus;
}

beforeAll(async () => {
  cluster = await NatsCluster.start(1);
}, 60_000);
afterAll(async () => cluster?.close(), 30_000);

beforeEach(async ({ task }) => {
  mesh = createHash("sha256").update(task.name).digest("hex");
  verified = 0;
  eve = await Eve.open(cluster.addresses, mesh);
  [alice, bob] = [join("alice"), joinBob()];
  await until(() => alice.peers().includes(bobsKey) && bob.peers().includes(alicesKey));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map(async (bus) => bus.close()));
  await eve.close();
});

/** Whether Bob counts so many more frames as dropped, and hears nothing, when this is done. */
async function expectDropped(count: number, act: () => Promise<void>): Promise<void> {
  const [heard, dropped] = [bobHeard.length, bob.counts().droppedIn];
  await act();
  await until(() => bob.counts().droppedIn >= dropped + count);
  await pause(PRESENCE_MS);
  expect(bob.counts().droppedIn).toBe(dropped + count);
  expect(bobHeard).toHaveLength(heard);
}

const good = () => ({ mesh, from: "alice", to: "bob", ticket: eve.ticketOf(bobsKey) });

test("ME-552 what Eve signs in Alice's name, for another mesh or for another receiver changes nothing, and is counted", async () => {
  const forged = [
    framesOf({ ...good(), signer: testSigner("eve") }),
    framesOf({ ...good(), signer: testSigner("bob") }),
    framesOf({ ...good(), mesh: "ab".repeat(32) }),
    // With Bob's ticket and in Bob's inbox, yet signed for Carol.
    framesOf({ ...good(), to: "carol" }),
    framesOf({ ...good(), from: "bob" }),
  ].flat();
  await expectDropped(forged.length, async () => eve.say(bobsKey, forged));
  // The same frame as Alice makes it is taken, so that nothing else was wrong with those.
  await eve.say(bobsKey, framesOf(good()));
  await until(() => bobHeard.length === 1);
  expect(bobHeard).toEqual([{ from: alicesKey, message: "01" }]);
});

test("ME-552 a false hint moves no frames elsewhere, and neither makes nor keeps anybody present", async () => {
  const sessions = ["alice", "bob"].map((label) => readFrame(eve.hints(keyOf(label))[0] ?? new Uint8Array())?.session);
  const hints = ["alice", "bob"].map((label, place) => falseHint(mesh, label, sessions[place] ?? ""));
  await expectDropped(hints.length, async () => eve.sayToAll(hints));
  alice.send(bobsKey, Uint8Array.of(3));
  await until(() => bobHeard.length === 1);
  await pause(4 * PRESENCE_MS);
  expect([alice.isUp(), bob.isUp(), bob.peers()]).toEqual([true, true, [alicesKey]]);
});

test("ME-552 a frame with any byte changed is dropped, and the true one is then still taken", async () => {
  const [frame = new Uint8Array()] = framesOf(good());
  const altered = Array.from(frame, (byte, place) => frame.with(place, byte ^ 1));
  await expectDropped(altered.length, async () => eve.say(bobsKey, altered));
  await eve.say(bobsKey, [frame]);
  await until(() => bobHeard.length === 1);
});

test("ME-553 a frame of a key outside the roster is dropped, and its signature is not even looked at", async () => {
  const strange = framesOf({ ...good(), from: "eve" });
  await pause(3 * PRESENCE_MS);
  const before = verified;
  for (let round = 0; round < 50; round++) await eve.say(bobsKey, strange);
  await until(() => bob.counts().droppedIn >= 50);
  // Presences go on meanwhile.
  expect(verified - before).toBeLessThan(40);
  expect(bobHeard).toEqual([]);
});

test("ME-554 frames that Eve has heard count once: neither repeated, nor after Alice starts again", async () => {
  for (let place = 0; place < 20; place++) alice.send(bobsKey, Uint8Array.of(place));
  await until(() => bobHeard.length === 20);
  await until(() => eve.toInbox(bobsKey).length >= 20);
  const recorded = [...eve.toInbox(bobsKey)];
  await expectDropped(recorded.length, async () => eve.say(bobsKey, recorded));
  await alice.close();
  alice = join("alice");
  await until(() => alice.peers().includes(bobsKey));
  alice.send(bobsKey, Uint8Array.of(99));
  await until(() => bobHeard.length === 21);
  await expectDropped(recorded.length, async () => eve.say(bobsKey, recorded));
});

test("ME-555 frames from before Bob's start are dropped after it, and Alice's new ones arrive", async () => {
  for (let place = 0; place < 20; place++) alice.send(bobsKey, Uint8Array.of(place));
  await until(() => bobHeard.length === 20 && eve.toInbox(bobsKey).length >= 20);
  const recorded = [...eve.toInbox(bobsKey)];
  await bob.close();
  await alice.close();
  bob = joinBob();
  await until(() => bob.isUp());
  await expectDropped(recorded.length, async () => eve.say(bobsKey, recorded));
  expect(bob.peers()).toEqual([]);
  alice = join("alice");
  await until(() => bob.peers().includes(alicesKey) && alice.peers().includes(bobsKey));
  alice.send(bobsKey, Uint8Array.of(7));
  await until(() => bobHeard.length === 1);
  expect(bobHeard).toEqual([{ from: alicesKey, message: "07" }]);
});

test("ME-556 repeated hints make no dead node look alive: not to who heard them, and not to who started since", async () => {
  await pause(5 * PRESENCE_MS);
  await alice.close();
  const recorded = [...eve.hints(alicesKey)];
  expect(recorded.length).toBeGreaterThan(3);
  const everPresent = async (): Promise<boolean> => {
    for (const hint of recorded) await eve.sayToAll([hint]);
    await pause(50);
    return bob.peers().includes(alicesKey);
  };
  await until(() => !bob.peers().includes(alicesKey));
  expect(await everPresent()).toBe(false);
  await bob.close();
  bob = joinBob();
  await until(() => bob.isUp());
  expect(await everPresent()).toBe(false);
  // Nor does an old hint hinder: Alice comes back, and is heard at once.
  alice = join("alice");
  await until(() => bob.peers().includes(alicesKey) && alice.peers().includes(bobsKey), 2_000);
});

test("ME-557 what the network doubles and turns round arrives once and whole", async () => {
  const message = Buffer.alloc(20 * PART_BYTES + 5, 3);
  const frames = framesOf({ ...good(), message, number: 40 });
  await eve.say(bobsKey, [...frames.toReversed(), ...frames]);
  await until(() => bobHeard.length > 0);
  await pause(PRESENCE_MS);
  expect(bobHeard.map((each) => each.message.length)).toEqual([2 * message.length]);
  // One piece of the next is lost: nothing of it arrives, and what follows does.
  await eve.say(bobsKey, framesOf({ ...good(), message, number: 70 }).slice(1));
  alice.send(bobsKey, Uint8Array.of(8));
  await until(() => bobHeard.at(-1)?.message === "08");
  expect(bobHeard).toHaveLength(2);
});

test("ME-552 bytes of no shape are counted, and throw nothing", async () => {
  const random = RandomStream.from(1, "noise");
  const [frame = new Uint8Array()] = framesOf(good());
  const noise = Array.from({ length: 300 }, (_, length) => Uint8Array.from({ length }, () => random.below(256)));
  const likely = noise.map((bytes, length) =>
    Uint8Array.from([...frame.subarray(0, 72), ...bytes].slice(0, 72 + length)),
  );
  await expectDropped(1_200, async () => {
    for (const bytes of [...noise, ...likely]) {
      await eve.say(bobsKey, [bytes]);
      await eve.sayToAll([bytes]);
    }
  });
  expect(readFrame(new Uint8Array())).toBeNull();
  alice.send(bobsKey, Uint8Array.of(9));
  await until(() => bobHeard.length === 1);
});

test("ME-558 a second process with Alice's key is heard as well, so that its fork comes to light", async () => {
  const second = join("alice");
  await until(() => second.peers().includes(bobsKey));
  for (const [place, each] of [alice, second, alice, second].entries()) {
    await until(() => each.peers().includes(bobsKey));
    each.send(bobsKey, Uint8Array.of(place));
  }
  await until(() => bobHeard.length === 4);
  expect(bobHeard.map(({ message }) => message).sort()).toEqual(["00", "01", "02", "03"]);
  let arrived = 0;
  for (const each of [alice, second]) each.onMessage(() => arrived++);
  bob.send(alicesKey, Uint8Array.of(1));
  await until(() => arrived === 1);
});
