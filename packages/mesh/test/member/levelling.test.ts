import { expect, test } from "vitest";
import type { LabNode as Node } from "./lab.ts";
import { LabNode, labGenesis, settle } from "./lab.ts";

const genesis = labGenesis(3);
const issued = (quantity: number) => ({ kind: "budget.issued", account: "a", quantity }) as const;

function started(): [Node, Node, Node] {
  const nodes = [0, 1, 2].map((place) => new LabNode(genesis, place)) as [Node, Node, Node];
  settle(nodes);
  return nodes;
}

const giftsIn = ({ member }: Node): number =>
  [...member.replica.events.chains()].reduce(
    (sum, chain) => sum + [...chain.events()].filter(({ body }) => body.kind === "budget.given").length,
    0,
  );

/** The second lacks rights when there are hardly any; then there are many, at the first. */
function lackedThenIssued(): [Node, Node, Node] {
  const nodes = started();
  const [rich, poor] = nodes;
  rich.member.write([issued(10)]);
  settle(nodes);
  poor.member.spend("a", 10, "work");
  settle(nodes);
  expect(poor.member.spend("a", 10, "work")?.ok).toBe(true);
  rich.member.write([issued(1_000)]);
  return nodes;
}

test("ME-550 B3 rights that pile up at one member come to whoever lacked some, without being asked for again", () => {
  const nodes = lackedThenIssued();
  const [rich, poor] = nodes;
  const gifts = giftsIn(rich);
  settle(nodes, 240);
  expect(poor.member.free("a")).toBeGreaterThanOrEqual(400);
  expect(rich.member.free("a")).toBeGreaterThanOrEqual(400);
  expect(giftsIn(rich)).toBe(gifts + 1);
});

test("ME-550 where shares are nearly even nothing goes back and forth, and a quiet mesh writes nothing", () => {
  const nodes = lackedThenIssued();
  const [rich, poor, third] = nodes;
  settle(nodes, 240);
  const gifts = giftsIn(rich);
  const { length } = rich.records;
  for (let turn = 0; turn < 20; turn += 1) {
    poor.member.spend("a", 1, "work");
    third.member.spend("a", 1, "work");
    settle(nodes, 60);
  }
  // One for the want of the third, who had nothing, and at most one that levels after it.
  expect(giftsIn(rich)).toBeLessThanOrEqual(gifts + 2);
  settle(nodes, 1_400);
  const [later, events] = [giftsIn(rich), rich.member.replica.events.size];
  settle(nodes, 2_000);
  expect([giftsIn(rich), rich.member.replica.events.size]).toEqual([later, events]);
  expect(rich.records.length).toBeGreaterThan(length);
});

test("ME-550 one member gives at most once in ten seconds unasked, however much comes in, and not a minute after the last wish", () => {
  const nodes = lackedThenIssued();
  const [rich, poor] = nodes;
  const gifts = giftsIn(rich);
  const counts: number[] = [];
  for (let second = 0; second < 120; second += 1) {
    rich.member.write([issued(10 ** Math.floor(4 + second / 20))]);
    settle(nodes, 20);
    counts.push(giftsIn(rich) - gifts);
  }
  const inWindows = counts.map((count, second) => count - (counts[second - 10] ?? 0));
  expect(Math.max(...inWindows.slice(10))).toBe(1);
  expect(counts[59]).toBeGreaterThanOrEqual(4);
  expect(counts[119]).toBe(counts[62]);
  expect(poor.member.free("a")).toBeGreaterThan(1_000);
});

test("ME-551 B3 who seems to live is asked first, so that a rich member that is dead or cut off keeps nobody waiting", () => {
  const nodes = started();
  const [rich, poor, third] = nodes;
  rich.member.write([issued(1_000)]);
  settle(nodes);
  rich.member.write([{ kind: "budget.given", account: "a", to: third.member.replica.chain ?? "/", quantity: 300 }]);
  settle(nodes);
  settle([poor, third], 300);
  poor.member.spend("a", 100, "work");
  settle([poor, third]);
  expect(poor.member.free("a")).toBeGreaterThanOrEqual(100);
  expect(poor.member.spend("a", 100, "work")?.ok).toBe(true);
});

/** The first may leave others with so much at most. */
function withTranche(trancheMicroCu: number): [Node, Node, Node] {
  const nodes = [0, 1, 2].map((place) => new LabNode(genesis, place, { trancheMicroCu })) as [Node, Node, Node];
  settle(nodes);
  nodes[0].member.write([issued(1_000)]);
  settle(nodes);
  return nodes;
}

test("ME-146 ME-147 B3 with a tranche a wish is granted as far as it goes, and not refused for what would be too much", () => {
  const nodes = withTranche(50);
  const [, poor] = nodes;
  poor.member.spend("a", 10, "work");
  settle(nodes);
  expect(poor.member.free("a")).toBe(50);
  expect(poor.member.spend("a", 10, "work")?.ok).toBe(true);
  settle(nodes);
  poor.member.spend("a", 60, "more than any tranche");
  settle(nodes);
  expect(poor.member.free("a")).toBe(50);
});

test("ME-550 ME-146 with a tranche what levels is measured by what may be held, however much there is", () => {
  const nodes = withTranche(50);
  const [rich, poor] = nodes;
  poor.member.spend("a", 10, "work");
  settle(nodes);
  expect(poor.member.spend("a", 40, "work")?.ok).toBe(true);
  rich.member.write([issued(100_000)]);
  settle(nodes, 240);
  expect(poor.member.free("a")).toBe(50);
});
