import { expect, test } from "vitest";
import { decodeSigningNote } from "../../src/certificate/signing-note.ts";
import { encodeGenesis } from "../../src/event/genesis-codec.ts";
import { crypto } from "../kit/index.ts";
import { carry, LabNode, labGenesis, settle } from "./lab.ts";

const genesis = labGenesis(3, { spendWitnesses: 1 });
const mesh = crypto.sha256(encodeGenesis(genesis));
const SPEND = { kind: "budget.issued", account: "a", quantity: 100 } as const;

const alone = () => {
  const node = new LabNode(genesis, 0);
  settle([node]);
  return node;
};

test("ME-482 an event is told to nobody before it is on the own disk", () => {
  const node = alone();
  node.sent.splice(0);
  node.member.write([{ kind: "clock.beat", beats: 1 }]);
  node.pass(100);
  expect(node.told("events")).toEqual([]);
  node.sync();
  node.pass(100);
  expect(node.told("events").flatMap(({ events }) => events.map(({ body }) => body.kind))).toContain("clock.beat");
});

test("ME-483 B5 a witness gives its word when the spend is on its disk, and not before", () => {
  const [author, witness] = [new LabNode(genesis, 0), new LabNode(genesis, 1)];
  settle([author, witness]);
  const [spend] = author.member.write([SPEND]);
  author.sync();
  witness.hear(author.key, { type: "events", events: [spend!], as: "news", pull: 0 });
  expect(witness.told("held")).toEqual([]);
  witness.sync();
  expect(witness.told("held")).toEqual([
    { type: "held", chain: spend!.chain, length: spend!.sequence + 1, tip: spend!.id },
  ]);
});

test("ME-483 B5 a spend that came before what it cites is witnessed too, when all of it is on the disk", () => {
  const [author, witness] = [new LabNode(genesis, 0), new LabNode(genesis, 1)];
  settle([author, witness]);
  const [before] = author.member.write([{ kind: "clock.beat", beats: 1 }]);
  author.sync();
  const [spend] = author.member.write([SPEND]);
  author.sync();
  witness.hear(author.key, { type: "events", events: [spend!], as: "news", pull: 0 });
  witness.sync();
  expect(witness.told("held")).toEqual([]);
  witness.hear(author.key, { type: "events", events: [before!], as: "news", pull: 0 });
  expect(witness.told("held")).toEqual([]);
  witness.sync();
  expect(witness.told("held").map(({ tip }) => tip)).toEqual([spend!.id]);
});

/** An author's spend that its witness holds; what the witness said of it was lost. */
function wordLost() {
  const [author, witness] = [new LabNode(genesis, 0), new LabNode(genesis, 1)];
  settle([author, witness]);
  const [spend] = author.member.write([SPEND]);
  author.sync();
  author.pass(50);
  carry([author, witness]);
  witness.sync();
  expect(witness.told("held").length).toBe(1);
  witness.sent.splice(0);
  return { author, witness, spend };
}

test("ME-489 B5 where a witness's word was lost its author asks again, and the spend takes effect", () => {
  const { author, witness, spend } = wordLost();
  author.pass(1_900);
  expect(author.told("resume")).toEqual([]);
  author.pass(200);
  expect(author.told("resume").length).toBe(2);
  expect(author.effective).not.toContain(spend!.id);
  carry([author, witness]);
  carry([author, witness]);
  expect(author.effective).toContain(spend!.id);
  author.sent.splice(0);
  author.pass(5_000);
  expect(author.told("resume")).toEqual([]);
});

test("ME-489 B5 one who writes something every second asks all the same for a word that was lost", () => {
  const { author, witness, spend } = wordLost();
  for (let second = 0; second < 3; second += 1) {
    author.pass(1_000);
    author.member.write([{ kind: "clock.beat", beats: 1 }]);
    author.sync();
  }
  expect(author.told("resume").length).toBe(2);
  expect(author.effective).not.toContain(spend!.id);
  settle([author, witness]);
  expect(author.effective).toContain(spend!.id);
});

const three = () => [new LabNode(genesis, 0), new LabNode(genesis, 1), new LabNode(genesis, 2)] as const;

test("ME-484 C4 a node that was restarted goes on in its chain once a peer knows no more of it than its disk", () => {
  const [node, ...peers] = three();
  settle([node, ...peers]);
  const { chain } = node.member.replica;
  const again = new LabNode(genesis, 0, { records: node.records, nowMs: node.nowMs, boot: 2 });
  expect(again.member.replica.chain).toBeNull();
  settle([again, ...peers]);
  expect(again.member.replica.chain).toBe(chain);
});

test("ME-484 C4 B5 one whose disk is an older image never writes there again", () => {
  const [node, ...peers] = three();
  settle([node, ...peers]);
  const image = [...node.records];
  const { chain } = node.member.replica;
  node.member.write([SPEND]);
  settle([node, ...peers]);
  const again = new LabNode(genesis, 0, { records: image, nowMs: node.nowMs, boot: 2 });
  settle([again, ...peers]);
  expect(again.member.replica.chain).not.toBeNull();
  expect(again.member.replica.chain).not.toBe(chain);
  expect(again.member.replica.events.chain(chain!)?.forkedAt).toBeNull();
});

test("ME-484 C4 one whose journal lacks something begins a new chain, though every peer agrees", () => {
  const [node, peer] = [new LabNode(genesis, 0), new LabNode(genesis, 1)];
  settle([node, peer]);
  const again = new LabNode(genesis, 0, { records: node.records, isWhole: false, nowMs: node.nowMs, boot: 2 });
  expect(again.member.replica.chain).not.toBe(node.member.replica.chain);
});

test.each([false, true])(
  "ME-182 C4 older damage %s: with own events that wait for it a new chain is begun",
  (hasLost) => {
    const nodes = three();
    const [node, ...peers] = nodes;
    settle(nodes);
    const [cited] = peers[0].member.write([{ kind: "clock.beat", beats: 7 }]);
    settle(nodes);
    // Its peers know no more of the chain than what is left of it without what was lost.
    node.member.write([{ kind: "clock.beat", beats: 1 }]);
    node.sync();
    const records = node.records.filter(({ bytes }) => !hasLost || Buffer.compare(bytes, cited!.bytes) !== 0);
    expect(records.length).toBe(node.records.length - Number(hasLost));
    const again = new LabNode(genesis, 0, { records, hasLost, nowMs: node.nowMs, boot: 2 });
    settle([again, ...peers], 10);
    expect(again.member.replica.chain === node.member.replica.chain).toBe(!hasLost);
  },
);

test("ME-484 C4 one that hears nobody begins a new chain after two seconds, and not before", () => {
  const node = alone();
  const again = new LabNode(genesis, 0, { records: node.records, nowMs: node.nowMs, boot: 2 });
  again.pass(1_900);
  expect(again.member.replica.chain).toBeNull();
  again.pass(200);
  expect(again.member.replica.chain).not.toBeNull();
  expect(again.member.replica.chain).not.toBe(node.member.replica.chain);
});

test("ME-485 a signature leaves when its note is on the disk; after a stop in between nothing else is signed under that number", () => {
  const [maker, signer] = [new LabNode(genesis, 0), new LabNode(genesis, 1)];
  settle([maker, signer], 10);
  const asked = askedBy([maker, signer]);
  const [from, other] = asked.from === maker.key ? [maker, signer] : [signer, maker];
  other.sync();
  other.sent.splice(0);
  other.hear(from.key, asked.message);
  expect(other.told("countersigned")).toEqual([]);
  const notes = other.records.filter(({ kind }) => kind === "signed");
  const noted = decodeSigningNote(notes.at(-1)!.bytes, mesh, crypto);
  const place = other === maker ? 0 : 1;
  const again = new LabNode(genesis, place, { records: other.records, nowMs: other.nowMs, boot: 2 });
  again.hear(from.key, asked.message);
  expect(again.told("countersigned").map(({ digest }) => digest)).toEqual([noted!.digest]);
  expect(again.records.filter(({ kind }) => kind === "signed")).toHaveLength(notes.length);
});

/** Lets time pass with durable disks until some node asks for a signature. */
function askedBy(nodes: readonly LabNode[]) {
  for (let step = 0; step < 200; step += 1) {
    for (const node of nodes) {
      node.sent.splice(0);
      node.pass(100);
      node.sync();
      const [message] = node.told("certificate");
      if (message !== undefined) return { from: node.key, message };
    }
  }
  throw new Error("expected some node to ask for a signature");
}

test("ME-486 what is wanted of rights is given by whoever holds them, and asked of whoever has more", () => {
  const free = labGenesis(3);
  const [issuer, poor] = [new LabNode(free, 0), new LabNode(free, 1)];
  settle([issuer, poor]);
  issuer.member.write([SPEND]);
  settle([issuer, poor]);
  expect(poor.member.free("a")).toBe(0);
  const refused = poor.member.spend("a", 40, "work");
  expect(refused?.ok).toBe(false);
  settle([issuer, poor]);
  expect(poor.member.free("a")).toBeGreaterThanOrEqual(40);
  expect(poor.member.free("a") + issuer.member.free("a")).toBe(100);
  const spent = poor.member.spend("a", 40, "work");
  settle([issuer, poor]);
  expect(spent?.ok === true && poor.effective.includes(spent.value.event)).toBe(true);
});

test("ME-549 B1 what was decided a moment ago is promised, before anything has folded it", () => {
  const issuer = new LabNode(labGenesis(3), 0);
  settle([issuer]);
  issuer.member.write([SPEND]);
  settle([issuer]);
  const outcomes = [60, 60, 40, 1].map((quantity) => issuer.member.spend("a", quantity, "work")?.ok);
  expect(outcomes).toEqual([true, false, true, false]);
  settle([issuer]);
  expect(issuer.member.free("a")).toBe(0);
  expect(issuer.member.state.budget.conserved("a").holds).toBe(true);
});

test("ME-486 a wish in another's name is not answered", () => {
  const free = labGenesis(3);
  const [issuer, poor] = [new LabNode(free, 0), new LabNode(free, 1)];
  settle([issuer, poor]);
  issuer.member.write([SPEND]);
  settle([issuer, poor]);
  const want = { account: "a", by: poor.member.replica.chain!, quantity: 10, recentDemand: 10 };
  const length = issuer.member.replica.events.size;
  issuer.hear(testStranger, { type: "want", want });
  expect(issuer.member.replica.events.size).toBe(length);
});

const testStranger = "ab".repeat(32);

test("ME-22 a roster that is not held cannot be stood on, and nothing is kept of the wish", () => {
  const node = alone();
  const { length } = node.records;
  expect(node.member.standOn("cd".repeat(32))).toBe(false);
  node.collect();
  expect(node.records).toHaveLength(length);
});

test("ME-487 while all are heard of, one member makes each certificate, however large the mesh", () => {
  const large = labGenesis(12);
  const nodes = genesisNodes(large);
  settle(nodes, 400);
  nodes[0]?.member.write([{ kind: "clock.beat", beats: 1 }]);
  const makers = new Set<string>();
  for (let round = 0; round < 60; round += 1) {
    for (const node of nodes) {
      node.pass(50);
      node.sync();
      if (node.told("certificate").some(({ certificate }) => certificate.signatures.length === 1)) makers.add(node.key);
    }
    carry(nodes);
  }
  expect(makers.size).toBe(1);
  expect(nodes.every((node) => node.member.lossWindow().events === 0)).toBe(true);
});

const genesisNodes = (large: typeof genesis) => large.members.map((_, place) => new LabNode(large, place));
