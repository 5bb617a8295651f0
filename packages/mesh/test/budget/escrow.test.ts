import { expect, test } from "vitest";
import type { ChainKey } from "../../src/event/event.ts";
import { testGenesis } from "../kit/test-genesis.ts";
import { Continuity } from "../../src/budget/continuity.ts";
import { RightsNode } from "./rights-node.ts";

/** Nodes that know each other's openings; the first issued the rights. */
function meshOf(n: number, issued: number, tranche: number | null = null): RightsNode[] {
  const { genesis, authors } = testGenesis(n);
  const nodes = authors.map((author) => new RightsNode(author, genesis, tranche));
  for (const node of nodes) node.write({ kind: "incarnation.opened", name: node.author.name });
  const [first] = nodes as [RightsNode];
  first.write({ kind: "budget.issued", account: "a", quantity: issued });
  syncAll(nodes);
  return nodes;
}

function syncAll(nodes: readonly RightsNode[]): void {
  for (const from of nodes) for (const to of nodes) if (from !== to) to.receive(from.journal);
}

const chainOf = (node: RightsNode): ChainKey => node.author.chain;

test("ME-144 two quick spends never share a right, and one that was never written gives it back", () => {
  const [node] = meshOf(1, 10) as [RightsNode];
  const first = node.escrow.spend("a", 6, "p");
  expect(first.ok).toBe(true);
  expect(node.escrow.free("a")).toBe(4);
  expect(node.escrow.spend("a", 6, "p")).toMatchObject({ ok: false, error: { code: "RIGHTS_EXHAUSTED", held: 4 } });
  if (first.ok) node.escrow.close(first.value.reservation);
  expect(node.spend("a", 6)).not.toBeNull();
  expect(node.escrow.free("a")).toBe(4);
});

test("ME-144 movements of several accounts are covered together or not at all", () => {
  const [node] = meshOf(1, 10) as [RightsNode];
  node.write({ kind: "budget.issued", account: "b", quantity: 1 });
  const refused = node.escrow.reserve([
    { account: "a", spent: 5, returned: 0 },
    { account: "b", spent: 2, returned: 0 },
  ]);
  expect(refused).toMatchObject({ ok: false, error: { code: "RIGHTS_EXHAUSTED", account: "b", requested: 2 } });
  expect([node.escrow.free("a"), node.escrow.free("b")]).toEqual([10, 1]);
});

test("ME-145 B2 a refusal says what is held here, how much elsewhere, and by whom", () => {
  const nodes = meshOf(3, 100) as [RightsNode, RightsNode, RightsNode];
  const [one, two, three] = nodes;
  one.give("a", chainOf(two), 60);
  one.give("a", chainOf(three), 30);
  syncAll(nodes);
  const refused = three.escrow.spend("a", 50, "p");
  expect(refused).toEqual({
    ok: false,
    error: {
      code: "RIGHTS_ELSEWHERE",
      account: "a",
      requested: 50,
      held: 30,
      heldElsewhere: 70,
      holders: [
        { chain: chainOf(two), held: 60 },
        { chain: chainOf(one), held: 10 },
      ],
    },
  });
  expect(three.escrow.spend("a", 101, "p")).toMatchObject({ error: { code: "RIGHTS_EXHAUSTED" } });
});

test("B2 each side of a partition keeps spending the rights that it holds, and only those", () => {
  const nodes = meshOf(2, 100) as [RightsNode, RightsNode];
  const [one, two] = nodes;
  one.give("a", chainOf(two), 40);
  syncAll(nodes);
  // From here on nothing is exchanged.
  let [left, right] = [0, 0];
  while (one.spend("a", 1) !== null) left += 1;
  while (two.spend("a", 1) !== null) right += 1;
  expect([left, right]).toEqual([60, 40]);
  expect(one.escrow.spend("a", 1, "p")).toMatchObject({ error: { code: "RIGHTS_ELSEWHERE", heldElsewhere: 40 } });
  syncAll(nodes);
  expect(one.escrow.spend("a", 1, "p")).toMatchObject({ error: { code: "RIGHTS_EXHAUSTED", heldElsewhere: 0 } });
  expect(one.book.conserved("a")).toMatchObject({ holds: true, total: { issued: 100, spent: 100, free: 0 } });
});

test("ME-144 what was spent may come back once", () => {
  const [node] = meshOf(1, 10) as [RightsNode];
  node.spend("a", 6);
  const back = node.escrow.return("a", 4, "p");
  expect(back.ok).toBe(true);
  expect(node.escrow.return("a", 4, "p")).toMatchObject({ error: { code: "RIGHTS_NOT_SPENT" } });
  if (back.ok) node.write(back.value.body, back.value.reservation);
  expect([node.escrow.free("a"), node.escrow.returnable("a")]).toEqual([8, 2]);
});

test("ME-144 a quantity that is no whole number of micro-CU is a fault of the caller", () => {
  const [node] = meshOf(1, 10) as [RightsNode];
  for (const quantity of [0, -1, 0.5, Number.NaN, 2 ** 53]) {
    expect(() => node.escrow.spend("a", quantity, "p")).toThrow(RangeError);
  }
});

test("ME-146 B6 a tranche bounds what a holder can be given, and so what its fork can overdraw", () => {
  const nodes = meshOf(2, 100, 25) as [RightsNode, RightsNode];
  const [one, two] = nodes;
  expect(one.give("a", chainOf(two), 20)).not.toBeNull();
  expect(one.escrow.give("a", chainOf(two), 6)).toMatchObject({ error: { code: "RIGHTS_TRANCHE_FULL" } });
  expect(one.give("a", chainOf(two), 5)).not.toBeNull();
});

test("ME-146 nothing is given to a chain that could not use it", () => {
  const [one, two] = meshOf(2, 100) as [RightsNode, RightsNode];
  const unknown = two.author.restarted();
  expect(one.escrow.give("a", unknown.chain, 1)).toMatchObject({ error: { code: "RIGHTS_TAKER_UNFIT" } });
  expect(one.escrow.give("a", chainOf(one), 1)).toMatchObject({ error: { code: "RIGHTS_TAKER_UNFIT" } });
  one.receive([unknown.open({ parents: two.journal.slice(0, 1) })]);
  expect(one.escrow.give("a", chainOf(two), 1)).toMatchObject({ error: { code: "RIGHTS_TAKER_UNFIT" } });
  expect(one.give("a", unknown.chain, 1)).not.toBeNull();
});

test("ME-149 an unconfirmed chain may do nothing, a confirmed one may hand over to the newer incarnation", () => {
  const nodes = meshOf(2, 100, 25) as [RightsNode, RightsNode];
  const [one, two] = nodes;
  const old = chainOf(one);
  const renewed = new RightsNode(one.author.restarted(), one.genesis);
  renewed.receive(one.journal);
  renewed.write({ kind: "incarnation.opened", name: "again" });
  expect(renewed.escrow.spend("a", 1, "p")).toMatchObject({ error: { code: "RIGHTS_EXHAUSTED", held: 0 } });
  let isConfirmed = false;
  const before = renewed.escrowOf(old, () => isConfirmed);
  expect(before.give("a", chainOf(renewed), 100)).toMatchObject({ error: { code: "RIGHTS_UNCONFIRMED" } });
  expect(before.free("a")).toBe(0);
  isConfirmed = true;
  expect(before.spend("a", 1, "p")).toMatchObject({ error: { code: "RIGHTS_SUPERSEDED" } });
  expect(before.give("a", chainOf(two), 1)).toMatchObject({ error: { code: "RIGHTS_SUPERSEDED" } });
  expect(renewed.book.total("a")).toMatchObject({ free: 0, frozen: 100 });
  const given = before.give("a", chainOf(renewed), 100);
  expect(given.ok).toBe(true);
  if (!given.ok) return;
  const previous = renewed.set.chain(old)?.at((renewed.set.chain(old)?.length ?? 0) - 1) ?? null;
  const parents = renewed.set.heads().flatMap((id) => renewed.set.get(id) ?? []);
  renewed.receive([one.author.write(given.value.body, { previous, parents })]);
  expect(renewed.escrow.free("a")).toBe(100);
  expect(renewed.book.conserved("a").holds).toBe(true);
});

test("B6 an equivocator: honest takers lose what was promised twice, the overdraft stays within (forks - 1) x its rights", () => {
  const nodes = meshOf(5, 100) as [RightsNode, ...RightsNode[]];
  const [one, liar, ...takers] = nodes as [RightsNode, RightsNode, RightsNode, RightsNode, RightsNode];
  one.give("a", chainOf(liar), 40);
  syncAll(nodes);
  const previous = liar.set.chain(chainOf(liar))?.at(0) ?? null;
  const parents = liar.set.heads().flatMap((id) => liar.set.get(id) ?? []);
  const forks = takers.map((taker) =>
    liar.author.write({ kind: "budget.given", account: "a", to: chainOf(taker), quantity: 40 }, { previous, parents }),
  );
  // Each taker sees its own branch only, and spends half of what it was given.
  const spent = takers.map((taker, place) => {
    taker.receive([forks[place] as (typeof forks)[0]]);
    return taker.spend("a", 20)?.body;
  });
  expect(spent.every((body) => body?.kind === "budget.spent")).toBe(true);
  syncAll(nodes);
  for (const node of nodes) {
    expect(node.book.isForked(chainOf(liar))).toBe(true);
    const { holds, overdrafts } = node.book.conserved("a");
    expect(holds).toBe(true);
    expect(overdrafts).toEqual([{ chain: chainOf(liar), quantity: 80, isForked: true }]);
    expect(node.book.rightsOf(chainOf(liar), "a")).toBe(0);
  }
  // Detected before all of it was used: nobody spends the rest.
  expect(takers.map((taker) => taker.escrow.free("a"))).toEqual([0, 0, 0]);
  expect(one.spend("a", 60)).not.toBeNull();
  const total = 60 + 60;
  expect(total).toBeLessThanOrEqual(100 + (takers.length - 1) * 40);
  const bound = (takers.length - 1) * 40;
  console.info(`B6  overdraft of a fork into ${takers.length}  ${total - 100}  (bar ${bound} = (forks - 1) x 40)`);
});

test("B7 after 99 of 100 are lost, the survivor spends its own rights and no more", () => {
  const nodes = meshOf(100, 10_000);
  const [issuer, survivor] = nodes as [RightsNode, RightsNode];
  for (const node of nodes.slice(1)) issuer.give("a", chainOf(node), 100);
  const before = nodes.slice(2, 30).map((node) => (node.receive(issuer.journal), node.spend("a", 70)));
  expect(before.every((event) => event !== null)).toBe(true);
  // What the dead spent may be known to the survivor or not: it changes nothing.
  survivor.receive(issuer.journal);
  let spent = 0;
  while (survivor.spend("a", 1) !== null) spent += 1;
  expect(spent).toBe(100);
  expect(spent + before.length * 70).toBeLessThanOrEqual(10_000);
  expect(survivor.escrow.spend("a", 1, "p")).toMatchObject({ error: { code: "RIGHTS_ELSEWHERE" } });
  console.info(`B7  survivor's spends of an even split  ${spent} of 10000  (bar 100 = 1 %)`);
});

test("B5 C4 a disk that is set back writes in a new incarnation, accuses nobody, and its old rights stay frozen", () => {
  const nodes = meshOf(3, 90) as [RightsNode, RightsNode, RightsNode];
  const [issuer, node, peer] = nodes;
  issuer.give("a", chainOf(node), 30);
  syncAll(nodes);
  const image = node.journal.length;
  expect(node.spend("a", 25)).not.toBeNull();
  peer.receive(node.journal);
  const old = chainOf(node);
  // The image of before the spend comes back; the chain on it is not to be believed until peers have answered.
  const disk = node.journal.slice(0, image);
  const length = disk.filter(({ chain }) => chain === old).length;
  const members = node.genesis.members.map(({ key }) => key);
  const proof = new Continuity({ self: node.author.key, members, spendWitnesses: 1, length });
  const renewed = new RightsNode(node.author.restarted(), node.genesis);
  renewed.receive(disk);
  const before = renewed.escrowOf(old, () => proof.verdict === "confirmed");
  expect(renewed.book.rightsOf(old, "a")).toBe(30);
  expect(before.spend("a", 25, "again")).toMatchObject({ error: { code: "RIGHTS_UNCONFIRMED" } });
  renewed.write({ kind: "incarnation.opened", name: "renewed" });
  expect(renewed.spend("a", 1)).toBeNull();
  proof.heard(issuer.author.key, issuer.set.chain(old)?.length ?? 0);
  expect(proof.verdict).toBe("proving");
  proof.heard(peer.author.key, peer.set.chain(old)?.length ?? 0);
  renewed.receive(peer.journal);
  proof.surpassed();
  expect(proof.verdict).toBe("abandoned");
  expect(before.give("a", chainOf(renewed), 1)).toMatchObject({ error: { code: "RIGHTS_UNCONFIRMED" } });
  syncAll([issuer, peer, renewed]);
  for (const each of [issuer, peer, renewed]) {
    expect(each.book.isForked(old)).toBe(false);
    expect(each.book.conserved("a").holds).toBe(true);
    expect(each.book.total("a")).toEqual({ issued: 90, spent: 25, free: 60, frozen: 5, writtenOff: 0 });
  }
});
