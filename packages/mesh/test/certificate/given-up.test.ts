import { RandomStream } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { CertificateBook } from "../../src/certificate/certificate-book.ts";
import { Certifier } from "../../src/certificate/certifier.ts";
import type { PrefixFold } from "../../src/certificate/prefix-fold.ts";
import { certifyingRoster } from "../../src/certificate/quorum.ts";
import { unverified } from "../../src/certificate/signed-certificate.ts";
import { verifyCertificate } from "../../src/certificate/verify-certificate.ts";
import type { EventId, MeshEvent } from "../../src/event/event.ts";
import { recover } from "../../src/recovery/recover.ts";
import { surveyOf } from "../../src/recovery/survey.ts";
import { genesisRoster } from "../../src/roster/roster.ts";
import { EventSet } from "../../src/set/event-set.ts";
import { frontierOf } from "../../src/set/frontier.ts";
import { unite } from "../../src/set/unite.ts";
import { canonicalOrder } from "../../src/state/canonical-order.ts";
import { stateAt } from "../../src/state/prefix-state.ts";
import { crypto, offerAll, shuffled, strangerOf, type TestAuthor, testGenesis } from "../kit/index.ts";
import { CertifyingNet, type NetNode } from "./certifying-net.ts";
import { certify, foldOf, setOf, shared } from "./world.ts";

const envelopesOf = (events: readonly MeshEvent[]) => events.map(({ bytes }) => bytes);
const idsOf = (set: EventSet): EventId[] =>
  [...set.chains()].flatMap((chain) => [...chain.events()].map(({ id }) => id)).toSorted();

// What is given up stands before the event that cites it in canonical order, or behind it.
test.each([
  [3, 1],
  [2, 6],
])(
  "ME-118 ME-220 ME-221 ME-569 an event of Lamport %i that is true since %i was given up is in every set that is built anew",
  (lamport, lostLamport) => {
    const bed = testGenesis(3);
    const { genesis, mesh } = bed;
    const events = [
      ...bed.authors.map((author) => author.open()),
      ...strangerOf(mesh).trueOnceGivenUp(lamport, lostLamport),
    ];
    const set = setOf(events);
    expect(set.size).toBe(events.length);
    expect(stateAt(set, frontierOf(set), { genesis, anchor: null, cryptography: crypto }).ok).toBe(true);
    const signed = unverified(certify(set, bed));
    const roster = certifyingRoster(genesisRoster(genesis), genesis);
    const check = { mesh, crypto: shared, view: set, fold: foldOf(genesis), rosterOf: () => roster };
    expect(verifyCertificate(signed, check).faults).toEqual([]);
    const journals = [{ name: "j", envelopes: envelopesOf(events) }];
    expect(surveyOf(journals, mesh, crypto)).toMatchObject({ faults: [], set: { size: events.length } });
    const remains = { genesis, crypto, fold: foldOf(genesis), journals, certificates: [signed], anchor: null };
    expect(recover(remains).rebuilt?.isStable).toBe(true);
  },
);

test("ME-221 what stays refused is told of, also where it waited for what made it false", () => {
  const { mesh } = testGenesis(1);
  const { opened, trueOnceGivenUp, written } = strangerOf(mesh);
  const cited = trueOnceGivenUp().filter(({ body }) => body.kind === "clock.beat");
  const first = opened("before");
  const lie = written({ kind: "incarnation.opened", name: "x" }, { parents: [(cited.at(-1) as MeshEvent).id] });
  const { faults, set } = surveyOf([{ name: "j", envelopes: envelopesOf([lie, first, ...cited]) }], mesh, crypto);
  expect([set.size, faults]).toMatchObject([cited.length + 1, [{ code: "EVENT_LAMPORT_FALSE", place: 0, id: lie.id }]]);
});

test("ME-569 one pass comes to what offers over and over come to (100 sets in canonical order and in another)", () => {
  const { wildEvents } = strangerOf(testGenesis(1).mesh);
  for (let seed = 0; seed < 100; seed += 1) {
    const stream = RandomStream.from("one pass", seed);
    const events = wildEvents(stream, 24);
    const settled = new EventSet();
    for (let size = -1; size < settled.size;) {
      size = settled.size;
      offerAll(settled, null, events);
    }
    for (const order of [events.toSorted(canonicalOrder), shuffled(events, stream)]) {
      const set = new EventSet();
      unite(set, order);
      expect([seed, idsOf(set)]).toEqual([seed, idsOf(settled)]);
    }
  }
});

test("ME-569 many that stay refused, and many rosters that give up what they cite, cost little", () => {
  const { givesUp, opened, written } = strangerOf(testGenesis(1).mesh);
  const lost = opened("lost");
  const other = opened("other");
  const lies = Array.from({ length: 1_000 }, (_, place) =>
    written(
      { kind: "incarnation.opened", name: `${place}` },
      { incarnation: `${place}`.padStart(32, "0"), parents: [lost.id, other.id].toSorted(), lamport: 1 },
    ),
  );
  const rosters = [opened("x")];
  while (rosters.length < 1_000) {
    const previous = rosters.at(-1) as MeshEvent;
    const place = { sequence: rosters.length, previous: previous.id, lamport: rosters.length + 1 };
    rosters.push(givesUp([lost.id], { ...place, incarnation: previous.incarnation }));
  }
  const set = new EventSet();
  let offers = 0;
  unite(set, [lost, other, ...lies, ...rosters], () => (offers += 1));
  expect([set.size, offers]).toEqual([1_002, 4_002 - 1_000]);
});

test("ME-42 one who gives up what somebody cites ends nobody's certificates", () => {
  const bed = testGenesis(4, { survivors: 2 });
  const net = new CertifyingNet({ bed, random: RandomStream.from("given up"), delayMs: [5, 5] });
  for (const node of net.nodes) net.write(node.author.open(), node);
  net.run(3_000);
  const liar = net.nodes[3] as NetNode;
  for (const event of strangerOf(bed.mesh).trueOnceGivenUp()) net.write(event, liar);
  net.write((bed.authors[0] as TestAuthor).write({ kind: "clock.beat", beats: 1 }), net.nodes[0] as NetNode);
  net.run(10_000);
  const { size } = (net.nodes[0] as NetNode).set;
  expect(size).toBeGreaterThan(10);
  expect(net.nodes.map(({ book, certifier }) => [book.stable?.events, certifier.hindrance])).toEqual(
    net.nodes.map(() => [size, null]),
  );
});

test("ME-571 a node that cannot rebuild its own frontier says so, and tries again at its next turn", () => {
  const bed = testGenesis(1);
  const [maker] = bed.authors as [TestAuthor];
  const set = setOf([maker.open()]);
  const roster = certifyingRoster(genesisRoster(bed.genesis), bed.genesis);
  const { mesh } = bed;
  const hashes = { roster: null, events: 1, state: "11".repeat(32), budget: "22".repeat(32) };
  let isClosed = false;
  const fold: PrefixFold = {
    hashesAt: () => (isClosed ? hashes : { code: "FRONTIER_NOT_CLOSED", detail: "1 chains" }),
  };
  const book = new CertificateBook({ mesh, crypto, rosterOf: () => roster });
  const { signer } = maker;
  const certifier = new Certifier({ mesh, signer, crypto, view: set, fold, book, roster, lastSigned: null });
  certifier.durable(frontierOf(set), 1);
  for (const nowMs of [0, 2_000]) expect(certifier.tick(nowMs, [maker.key])).toEqual([]);
  expect(certifier.hindrance).toMatchObject({ code: "FRONTIER_NOT_CLOSED", detail: "1 chains" });
  isClosed = true;
  expect(certifier.tick(3_001, [maker.key]).map(({ kind }) => kind)).toEqual(["journal"]);
  expect(certifier.hindrance).toBeNull();
});
