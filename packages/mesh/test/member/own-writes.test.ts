import { RandomStream } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import type { EventBody } from "../../src/event/body.ts";
import { openEvent } from "../../src/event/open-event.ts";
import { Member, type MemberEffect } from "../../src/member/member.ts";
import { isMessageNotTaken } from "../../src/member/message-not-taken.ts";
import type { ReplicaMessage } from "../../src/replica/message.ts";
import { crypto, testGenesis } from "../kit/index.ts";
import { LabNode, labGenesis, settle } from "./lab.ts";

const field = (value: Uint8Array, name = "f"): EventBody => ({
  kind: "field.set",
  entity: "e",
  field: name,
  value,
  resolves: [],
});
const small = new Uint8Array(8);

const opened = (): LabNode => {
  const node = new LabNode(labGenesis(1), 0);
  settle([node], 50);
  return node;
};

const refusalOf = (write: () => unknown): unknown => {
  try {
    write();
  } catch (cause) {
    return cause;
  }
  return null;
};

const OF_NO_EVENT: Readonly<Record<string, EventBody>> = {
  "longer than any event": field(new Uint8Array(600_000)),
  "a text that is too long": field(small, "f".repeat(201)),
  "a text that is none": field(small, "\uD800"),
  "an id that is none": { kind: "intent.claimed", intent: "abc", announcedMs: 1, leaseMs: 1 },
  "no whole number": { kind: "clock.beat", beats: 0.5 },
  "a number beyond 2^53": { kind: "clock.beat", beats: 2 ** 60 },
  "a field that is missing": { kind: "clock.beat" } as EventBody,
  "a kind of a later version": { kind: "unknown", name: "dreamt" },
};

test.each(Object.entries(OF_NO_EVENT))(
  "ME-575 an own event with %s is refused to whoever asks, and nothing is written",
  (_, body) => {
    const node = opened();
    const [held, records] = [node.member.replica.events.size, node.records.length];
    const refusal = refusalOf(() => node.member.write([field(small), body, field(small)]));
    expect(refusal).toMatchObject({
      name: "PlimsollError",
      code: expect.stringMatching(/^MESH_(WRITE_REFUSED|EVENT_TOO_LARGE)$/u),
    });
    node.pass(100);
    expect(node.member.replica.events.size).toBe(held);
    expect(node.records.length).toBe(records);
    const [next] = node.member.write([field(small)]);
    expect(next && openEvent(next.bytes, next.mesh, crypto).ok).toBe(true);
  },
);

test("ME-575 rights stay where they are when the event that would spend them cannot be made", () => {
  const node = opened();
  node.member.write([{ kind: "budget.issued", account: "a", quantity: 100 }]);
  node.pass(10);
  expect(refusalOf(() => node.member.spend("a", 60, "p".repeat(201)))).toMatchObject({ code: "MESH_WRITE_REFUSED" });
  expect(node.member.free("a")).toBe(100);
  expect(node.member.spend("a", 100, "p")?.ok).toBe(true);
});

test("ME-575 an intent that no event can carry is refused at once", () => {
  const node = opened();
  const intent = { request: "r", lane: "l".repeat(201), prompt: small, enough: 1, softDeadlineMs: 1, ownerLeaseMs: 1 };
  expect(refusalOf(() => node.member.openIntent(intent))).toMatchObject({ code: "MESH_WRITE_REFUSED" });
  expect(node.member.openIntent({ ...intent, lane: "fast" })).toBe(true);
  node.pass(10);
  expect([...node.member.state.intents.intents()].length).toBe(1);
});

/** The wall shows a time that no event can carry. */
const BEYOND_MS = 2 ** 53 + 4_096;

function memberWithClock(startMs: number) {
  const { genesis, authors } = testGenesis(1);
  const member = new Member({
    genesis,
    signer: authors[0]?.signer as never,
    crypto,
    random: RandomStream.from("full clock"),
    records: [],
    isWhole: true,
    hasLost: false,
    nowMs: startMs,
    worker: null,
    clock: { hertz: 1, beatMs: 100 },
  });
  const effects: MemberEffect[] = [];
  const pass = (nowMs: number): void => {
    member.onTime(nowMs);
    effects.push(...member.takeEffects());
    member.onDurable(effects.filter(({ type }) => type === "persist").length, nowMs);
    effects.push(...member.takeEffects());
  };
  return { member, pass };
}

test("ME-575 a clock that is full refuses what actors ask for, and no timer throws", () => {
  const { member, pass } = memberWithClock(0);
  for (let ms = 0; ms <= 5_000; ms += 100) pass(ms);
  const held = member.replica.events.size;
  expect(held).toBeGreaterThan(1);
  for (let step = 0; step < 20; step += 1) pass(BEYOND_MS + step * 2_048);
  expect(member.replica.events.size).toBe(held);
  expect(refusalOf(() => member.write([field(small)]))).toMatchObject({ code: "MESH_WRITE_REFUSED" });
  expect(member.pressure().every(({ openRequests, poisoned }) => openRequests === 0 && poisoned === 0)).toBe(true);
});

test("ME-576 nothing is written into a new chain before its first event", () => {
  const { member, pass } = memberWithClock(BEYOND_MS);
  for (let step = 0; step < 5; step += 1) pass(BEYOND_MS + step * 2_048);
  expect(member.replica.chain).not.toBeNull();
  expect(member.replica.events.size).toBe(0);
  expect(refusalOf(() => member.write([field(small)]))).toMatchObject({ code: "MESH_WRITE_REFUSED" });
  pass(1_000);
  const [written] = member.write([field(small)]);
  const chain = member.replica.events.chain(member.replica.chain ?? "/");
  expect(chain?.at(0)?.kind).toBe("incarnation.opened");
  expect(written?.sequence).toBeGreaterThan(0);
});

test("ME-572 a comparison over which the program fails is as one that was lost", () => {
  const node = opened();
  const root = node.member.eventRoot();
  const hostile = { type: "extents", pull: 1, prefixes: null, extents: null } as unknown as ReplicaMessage;
  const cause = refusalOf(() => node.hear("ab".repeat(32), hostile));
  expect(isMessageNotTaken(cause)).toBe(true);
  expect(cause).toMatchObject({ code: "MESSAGE_NOT_TAKEN" });
  node.pass(1_000);
  expect(node.member.eventRoot()).toBe(root);
  expect(isMessageNotTaken(new Error("another"))).toBe(false);
});
