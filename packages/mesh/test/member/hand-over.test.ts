import { expect, test } from "vitest";
import type { MeshEvent } from "../../src/event/event.ts";
import type { Genesis } from "../../src/event/genesis.ts";
import type { MemberRecord } from "../../src/member/member-record.ts";
import { LabNode, labGenesis, settle } from "./lab.ts";

const bare = labGenesis(3);
const witnessed = labGenesis(3, { spendWitnesses: 1 });

/** Three members, of whom the second holds at least 40 of 100. */
function mesh(genesis: Genesis): [LabNode, LabNode, LabNode] {
  const nodes = [0, 1, 2].map((place) => new LabNode(genesis, place)) as [LabNode, LabNode, LabNode];
  settle(nodes);
  nodes[0].member.write([{ kind: "budget.issued", account: "a", quantity: 100 }]);
  settle(nodes);
  nodes[1].member.spend("a", 40, "too much");
  settle(nodes);
  return nodes;
}

const restarted = (genesis: Genesis, node: LabNode, records: readonly MemberRecord[], boot = 2) =>
  new LabNode(genesis, 1, { records, nowMs: node.nowMs, boot });

const freeIn = (nodes: readonly LabNode[]) => nodes.reduce((sum, { member }) => sum + member.free("a"), 0);

const givenIn = ({ member }: LabNode): readonly MeshEvent[] =>
  [...member.replica.events.chains()].flatMap((chain) =>
    [...chain.events()].filter(({ body, author }) => body.kind === "budget.given" && body.to.startsWith(author)),
  );

test.each([bare, witnessed])(
  "ME-544 C4 B2 a member that had to begin anew while it was cut off gets its old rights back when it is heard again",
  (genesis) => {
    const [one, two, three] = mesh(genesis);
    const held = two.member.free("a");
    const again = restarted(genesis, two, two.records);
    settle([again], 60);
    expect([again.member.replica.chain === two.member.replica.chain, again.member.free("a")]).toEqual([false, 0]);
    settle([one, again, three], 200);
    expect(again.member.free("a")).toBe(held);
    expect(freeIn([one, again, three])).toBe(100);
    const spent = again.member.spend("a", held, "work");
    settle([one, again, three]);
    expect(spent?.ok === true && again.effective.includes(spent.value.event)).toBe(true);
    expect(givenIn(one).length).toBe(1);
    settle([one, again, three], 400);
    expect(givenIn(one).length).toBe(1);
  },
);

test("ME-544 what somebody gives to the old incarnation later comes to the new one too", () => {
  const [one, two, three] = mesh(bare);
  const held = two.member.free("a");
  const again = restarted(bare, two, two.records);
  settle([again], 60);
  settle([one, again], 200);
  expect(again.member.free("a")).toBe(held);
  // It has not heard of the new one.
  three.member.write([{ kind: "clock.beat", beats: 1 }]);
  one.member.write([{ kind: "budget.given", account: "a", to: two.member.replica.chain ?? "/", quantity: 5 }]);
  settle([one, again, three], 200);
  expect(again.member.free("a")).toBe(held + 5);
  expect(freeIn([one, again, three])).toBe(100);
});

test("ME-545 B5 with witnesses an older disk gives what is left of its chain when every other member has said how far it goes", () => {
  const [one, two, three] = mesh(witnessed);
  const held = two.member.free("a");
  const image = [...two.records];
  const spent = two.member.spend("a", 10, "work");
  settle([one, two, three]);
  expect(spent?.ok === true && two.effective.includes(spent.value.event)).toBe(true);
  const again = restarted(witnessed, two, image);
  settle([one, again], 300);
  expect(again.member.replica.chain).not.toBe(two.member.replica.chain);
  // One has not said anything: what it may hold would fork the chain.
  expect(again.member.free("a")).toBe(0);
  settle([one, again, three], 800);
  expect(again.member.free("a")).toBe(held - 10);
  expect(freeIn([one, again, three])).toBe(90);
  expect(again.member.replica.events.chain(two.member.replica.chain ?? "/")?.forkedAt).toBeNull();
});

test("ME-545 B5 without witnesses an older disk never gives them: what only the lost disk knew may have been spent", () => {
  const [one, two, three] = mesh(bare);
  const image = [...two.records];
  two.member.write([{ kind: "clock.beat", beats: 1 }]);
  settle([one, two, three]);
  two.member.spend("a", 10, "told to nobody");
  const again = restarted(bare, two, image);
  settle([one, again, three], 400);
  expect(again.member.free("a")).toBe(0);
  expect(givenIn(one)).toEqual([]);
});

test("ME-545 rights of an incarnation before the last come back too, and those of a disk that was lost", () => {
  const [one, two, three] = mesh(witnessed);
  const held = two.member.free("a");
  const second = restarted(witnessed, two, two.records);
  settle([second], 60);
  const third = restarted(witnessed, second, second.records, 3);
  settle([third], 60);
  expect(new Set([two, second, third].map(({ member }) => member.replica.chain)).size).toBe(3);
  settle([one, third, three], 300);
  expect(third.member.free("a")).toBe(held);
  const fourth = restarted(witnessed, third, [], 4);
  settle([one, fourth, three], 300);
  expect(fourth.member.free("a")).toBe(held);
  expect(freeIn([one, fourth, three])).toBe(100);
});

test("ME-546 C5 a member that lost its disk goes on in a chain that is its newest, whatever it began when it knew nothing", () => {
  for (let boot = 2; boot < 10; boot += 1) {
    const [one, two, three] = mesh(bare);
    const again = restarted(bare, two, [], boot);
    settle([one, again, three], 100);
    const { member } = again;
    expect(member.state.budget.isNewest(member.replica.chain ?? "/")).toBe(true);
    const { chain } = member.replica;
    settle([one, again, three], 300);
    expect(member.replica.chain).toBe(chain);
  }
});

test("ME-544 a member without old rights asks nobody about its old chain", () => {
  const nodes = [0, 1, 2].map((place) => new LabNode(bare, place)) as [LabNode, LabNode, LabNode];
  settle(nodes);
  const again = restarted(bare, nodes[1], nodes[1].records);
  again.pass(2_100);
  again.sent.splice(0);
  for (let second = 0; second < 60; second += 1) again.pass(1_000);
  expect(again.told("resume")).toEqual([]);
});
