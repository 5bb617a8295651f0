import { expect, test } from "vitest";
import { encodeGenesis } from "../../src/event/genesis-codec.ts";
import type { MeshEvent } from "../../src/event/event.ts";
import { checkForkProof } from "../../src/recovery/fork-proof.ts";
import { crypto, TestAuthor, testSigner } from "../kit/index.ts";
import { LabNode, labGenesis, settle } from "./lab.ts";

const genesis = labGenesis(5);
const mesh = crypto.sha256(encodeGenesis(genesis));
const LIAR = 4;

/** A member that is no program: it signs what the test says. */
const liar = (incarnation?: string) => new TestAuthor(mesh, `node ${LIAR}`, incarnation, testSigner(`node ${LIAR}`));

const started = () => [0, 1, 2, 3].map((place) => new LabNode(genesis, place));

const tell = (node: LabNode, events: readonly MeshEvent[]) =>
  node.hear(testSigner(`node ${LIAR}`).key, { type: "events", events, as: "news", pull: 0 });

const proofsIn = ({ member }: LabNode): readonly MeshEvent[] =>
  [...member.replica.events.chains()].flatMap((chain) =>
    [...chain.events()].filter(({ body }) => body.kind === "fork.proven"),
  );

/** Two events for one place, one to each half. */
function forkOf(author: TestAuthor, bytes = 1): readonly [MeshEvent, MeshEvent, MeshEvent] {
  const opened = author.open();
  const value = new Uint8Array(bytes);
  const side = (field: string) =>
    author.write({ kind: "field.set", entity: "lie", field, value, resolves: [] }, { previous: opened });
  return [opened, side("one"), side("other")];
}

test("ME-540 M5 the proof of a fork is written once, by a member that holds both events, and anybody can check it", () => {
  const nodes = started();
  settle(nodes);
  const [opened, one, other] = forkOf(liar());
  for (const [place, node] of nodes.entries()) tell(node, [opened, place % 2 === 0 ? one : other]);
  settle(nodes, 300);
  const [first] = nodes as [LabNode];
  const proofs = proofsIn(first);
  expect(proofs.length).toBe(1);
  const [{ body, author }] = proofs as [MeshEvent];
  expect(author).not.toBe(opened.author);
  expect(body.kind === "fork.proven" && checkForkProof(body, mesh, crypto)).toEqual({
    ok: true,
    value: { chain: opened.chain, sequence: 1, events: [one.id, other.id].toSorted() },
  });
  expect(new Set(nodes.map(({ member }) => member.eventRoot())).size).toBe(1);
  settle(nodes, 300);
  expect(nodes.map((node) => proofsIn(node).length)).toEqual([1, 1, 1, 1]);
});

test("ME-540 the proof changes nothing but the timeline: what a fork does, its two events do", () => {
  const nodes = started();
  settle(nodes);
  const [opened, one, other] = forkOf(liar());
  for (const node of nodes) tell(node, [opened, one, other]);
  const states = () => nodes.map(({ member }) => Buffer.from(member.state.hash()).toString("hex"));
  const before = states();
  settle(nodes, 200);
  expect(nodes.map((node) => proofsIn(node).length)).toEqual([1, 1, 1, 1]);
  expect(states()).toEqual(before);
});

test("ME-541 when whose turn it is does not write it, the next one does", () => {
  for (const writers of [[0], [1], [2], [3]]) {
    const nodes = started();
    settle(nodes);
    const [opened, one, other] = forkOf(liar());
    const alone = nodes.filter((_, place) => writers.includes(place));
    for (const node of alone) tell(node, [opened, one, other]);
    settle(alone, 400);
    expect(alone.map((node) => proofsIn(node).length)).toEqual([1]);
  }
});

test("ME-541 a member that was stopped before its turn writes it after its start; one that finds a proof writes none", () => {
  const nodes = started();
  settle(nodes);
  const [node] = nodes as [LabNode];
  const [opened, one, other] = forkOf(liar());
  tell(node, [opened, one, other]);
  node.sync();
  const again = new LabNode(genesis, 0, { records: node.records, nowMs: node.nowMs, boot: 2 });
  settle([again], 400);
  expect(proofsIn(again).length).toBe(1);
  const once = new LabNode(genesis, 0, { records: again.records, nowMs: again.nowMs, boot: 3 });
  settle([once], 400);
  expect(proofsIn(once).length).toBe(1);
});

test("ME-542 forks of strangers are not proven, of one key at most sixteen, and none that fits into no event", () => {
  const node = new LabNode(genesis, 0);
  settle([node]);
  tell(node, forkOf(new TestAuthor(mesh, "stranger")));
  settle([node], 400);
  expect(proofsIn(node)).toEqual([]);
  tell(node, forkOf(liar("aa".repeat(16)), 300_000));
  settle([node], 400);
  expect(proofsIn(node)).toEqual([]);
  for (let fork = 0; fork < 20; fork += 1) tell(node, forkOf(liar(crypto.sha256(Buffer.from([fork])).slice(0, 32))));
  settle([node], 400);
  expect(proofsIn(node).length).toBe(16);
});

test("ME-542 what proves nothing keeps nobody from writing the proof", () => {
  const nodes = started();
  settle(nodes);
  const [opened, one, other] = forkOf(liar());
  const [accuser] = nodes as [LabNode];
  accuser.member.write([{ kind: "fork.proven", first: opened.bytes, second: one.bytes }]);
  for (const node of nodes) tell(node, [opened, one, other]);
  settle(nodes, 300);
  expect(proofsIn(accuser).length).toBe(2);
});

test("ME-543 a member whose own chain is forked goes on in a new one, which has none of its rights", () => {
  const nodes = [new LabNode(genesis, 0), new LabNode(genesis, 1)] as const;
  settle(nodes);
  const [issuer, forked] = nodes;
  issuer.member.write([{ kind: "budget.issued", account: "a", quantity: 100 }]);
  settle(nodes);
  forked.member.spend("a", 40, "work");
  forked.member.write([{ kind: "clock.beat", beats: 1 }]);
  settle(nodes);
  const held = forked.member.free("a");
  expect(held).toBeGreaterThanOrEqual(40);
  const chain = forked.member.replica.chain ?? "/";
  const last = forked.member.replica.events.chain(chain);
  const [previous, tip] = [last?.at(last.length - 2), last?.at(last.length - 1)] as [MeshEvent, MeshEvent];
  const twin = new TestAuthor(mesh, "node 1", tip.incarnation, testSigner("node 1"));
  const rival = twin.write({ kind: "clock.beat", beats: 7 }, { previous, lamport: previous.lamport + 1 });
  tell(forked, [rival]);
  tell(issuer, [rival]);
  settle(nodes, 100);
  const next = forked.member.replica.chain;
  expect(next).not.toBe(chain);
  expect(forked.member.free("a")).toBe(0);
  expect(issuer.member.state.budget.rightsOf(chain, "a")).toBe(0);
  const [written] = forked.member.write([{ kind: "clock.beat", beats: 1 }]);
  expect(forked.member.state.standingOf(written as MeshEvent)).toBe("counts");
  settle(nodes, 400);
  expect(forked.member.replica.chain).toBe(next);
});
