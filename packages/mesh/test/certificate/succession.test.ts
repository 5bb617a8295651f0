import { RandomStream } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { type SignedCertificate, unverified } from "../../src/certificate/signed-certificate.ts";
import { decodeCbor } from "../../src/event/cbor.ts";
import type { EventId, MeshEvent } from "../../src/event/event.ts";
import { recover, type Recovery } from "../../src/recovery/recover.ts";
import { chainsOfOthers, openSuccessorEpoch, tipsHeld } from "../../src/recovery/successor-epoch.ts";
import { genesisRoster, type Roster, rosterOf } from "../../src/roster/roster.ts";
import { approveRoster, proposeRoster } from "../../src/roster/roster-proposal.ts";
import type { EventSet } from "../../src/set/event-set.ts";
import { MeshState } from "../../src/state/mesh-state.ts";
import { type TestAuthor, type TestMesh, testGenesis } from "../kit/index.ts";
import { certify, foldOf, setOf, shared, shuffled } from "./world.ts";

type Members = readonly TestAuthor[];

const membersOf = (authors: Members) => authors.map(({ key, name }) => ({ key, name }));

const eventsOf = (set: EventSet): MeshEvent[] => [...set.chains()].flatMap((chain) => [...chain.events()]);

const headsOf = (set: EventSet): MeshEvent[] => set.heads().map((id) => set.get(id) as MeshEvent);

const stateOn = (bed: TestMesh, set: EventSet, anchor: EventId | null): MeshState =>
  new MeshState({ genesis: bed.genesis, set, anchor, cryptography: shared });

const hashOf = (state: MeshState): string => Buffer.from(state.hash()).toString("hex");

/** Rights issued and spent in all, from the bytes of the section. */
function totals(state: MeshState): { issued: number; spent: number } {
  const [, accounts] = decodeCbor(state.encode("budget")) as [string, [string, number[][]][]];
  const rows = accounts.flatMap(([, chains]) => chains);
  const sum = (column: number) => rows.reduce((total, row) => total + (row[column] as number), 0);
  return { issued: sum(2), spent: sum(3) - sum(4) };
}

/** Six members with rights of 100 each, and a certificate that all signed. */
function certifiedMesh() {
  const bed = testGenesis(6);
  const issuer = bed.authors[0] as TestAuthor;
  const opened = bed.authors.map((author) => author.open());
  const issued = issuer.write({ kind: "budget.issued", account: "a", quantity: 600 }, { parents: opened });
  const gifts = bed.authors
    .slice(1)
    .map((author) => issuer.write({ kind: "budget.given", account: "a", to: author.chain, quantity: 100 }));
  const events = [...opened, issued, ...gifts];
  return { ...bed, events, certificate: certify(setOf(events), bed) };
}

type CertifiedMesh = ReturnType<typeof certifiedMesh>;

/** A group that survived: it rebuilds, opens its epoch and carries on. */
function survive(bed: CertifiedMesh, group: Members, held: readonly MeshEvent[]) {
  const recovery = recover({
    genesis: bed.genesis,
    crypto: shared,
    fold: foldOf(bed.genesis),
    journals: group.map(({ name }) => ({ name, envelopes: held.map(({ bytes }) => bytes) })),
    certificates: [unverified(bed.certificate)],
    anchor: null,
  });
  const { set } = recovery;
  const epoch = open(bed, group, recovery, genesisRoster(bed.genesis));
  set.offer(epoch);
  return { set, epoch, recovery };
}

function open(bed: CertifiedMesh, group: Members, { set, rebuilt }: Recovery, before: Roster): MeshEvent {
  if (rebuilt === null) throw new Error("nothing was rebuilt");
  const body = openSuccessorEpoch({
    mesh: bed.mesh,
    crypto: shared,
    set,
    before,
    survivors: membersOf(group),
    certificate: rebuilt.certificate.certificate,
    approving: group.map(({ signer }) => signer),
  });
  return (group[0] as TestAuthor).write(body, { parents: headsOf(set) });
}

const spend = (author: TestAuthor, set: EventSet, quantity: number): MeshEvent => {
  const event = author.write({ kind: "budget.spent", account: "a", quantity, purpose: "p" }, { parents: headsOf(set) });
  set.offer(event);
  return event;
};

test("S7 two groups of survivors carry on, meet, and become one: both lineages, both epochs, no right twice", () => {
  const bed = certifiedMesh();
  const [a, b] = [bed.authors.slice(0, 2), bed.authors.slice(2, 4)] as [TestAuthor[], TestAuthor[]];
  const [left, right] = [survive(bed, a, bed.events), survive(bed, b, bed.events)];
  for (const author of a) spend(author, left.set, 70);
  for (const author of b) spend(author, right.set, 90);
  const apart = [stateOn(bed, left.set, left.epoch.id), stateOn(bed, right.set, right.epoch.id)] as const;
  expect(apart.map((state) => totals(state))).toEqual([
    { issued: 600, spent: 140 },
    { issued: 600, spent: 180 },
  ]);
  // Each group certifies for itself meanwhile.
  const own = certify(left.set, { ...bed, authors: a }, { number: 2, anchor: left.epoch.id });
  expect(own.certificate.roster).toBe(left.epoch.id);

  const union = setOf([...eventsOf(left.set), ...eventsOf(right.set)]);
  const body = proposeRoster(rosterOf(left.epoch as never), {
    epoch: 2,
    members: membersOf([...a, ...b]),
    frontier: tipsHeld(union),
  });
  const approved = [...a, ...b].reduce((roster, { signer }) => approveRoster(roster, bed.mesh, signer, shared), body);
  const joint = (a[0] as TestAuthor).write(approved, { parents: headsOf(union) });
  union.offer(joint);
  const orders = [eventsOf(union).toSorted((x, y) => x.lamport - y.lamport), eventsOf(union)];
  const states = orders.flatMap((events) =>
    [left.epoch.id, right.epoch.id].map((anchor) => stateOn(bed, setOf(events), anchor)),
  );
  for (const state of states) {
    expect(hashOf(state)).toBe(hashOf(states[0] as MeshState));
    expect(state.roster?.event?.id).toBe(joint.id);
    expect(totals(state)).toEqual({ issued: 600, spent: 320 });
  }
  for (const { epoch } of [left, right])
    expect(union.get(epoch.id)?.body).toMatchObject({ kind: "roster.opened", epoch: 1 });
  const lone = survive(bed, a.slice(0, 1), bed.events);
  expect(stateOn(bed, union, lone.epoch.id).roster).toBeUndefined();
});

test("S8 stolen keys of the dead change no state and no budget after the blast, whatever they sign", () => {
  const bed = certifiedMesh();
  const group = bed.authors.slice(0, 3);
  const { set, epoch } = survive(bed, group, bed.events);
  for (const author of group) spend(author, set, 10);
  const before = hashOf(stateOn(bed, set, epoch.id));
  const thief = bed.authors[5] as TestAuthor;
  const head = thief.head as MeshEvent;
  const renewed = thief.restarted();
  const forged = proposeRoster(rosterOf(epoch as never), {
    members: membersOf([thief]),
    frontier: set.heads(),
    epoch: 9,
    certificate: bed.certificate.certificate.digest,
  });
  const stolen = [
    thief.write({ kind: "budget.spent", account: "a", quantity: 100, purpose: "theft" }, { parents: headsOf(set) }),
    thief.write({ kind: "budget.spent", account: "a", quantity: 99, purpose: "again" }, { previous: head }),
    renewed.open({ parents: headsOf(set) }),
    renewed.write({ kind: "field.set", entity: "e", field: "f", value: new Uint8Array(1), resolves: [] }),
    renewed.write({ kind: "budget.issued", account: "a", quantity: 1_000 }),
    renewed.write(approveRoster(forged, bed.mesh, thief.signer, shared), { parents: headsOf(set) }),
  ];
  const all = setOf([...eventsOf(set), ...stolen].toSorted((x, y) => x.lamport - y.lamport));
  expect(all.size).toBe(set.size + stolen.length);
  const state = stateOn(bed, all, epoch.id);
  for (const event of stolen) expect(state.standingOf(event)).toBe("outside");
  expect(hashOf(state)).toBe(before);
  expect(state.roster?.event?.id).toBe(epoch.id);
});

test("S8 an honest node that was only cut off comes back by a signed roster and loses nothing", () => {
  const bed = certifiedMesh();
  const group = bed.authors.slice(0, 3);
  const away = bed.authors[4] as TestAuthor;
  const { set, epoch } = survive(bed, group, bed.events);
  const done = [1, 2].map(() => spend(away, setOf(bed.events), 20));
  for (const event of done) set.offer(event);
  expect(done.map((event) => stateOn(bed, set, epoch.id).standingOf(event))).toEqual(["outside", "outside"]);
  expect(totals(stateOn(bed, set, epoch.id)).spent).toBe(0);
  const body = proposeRoster(rosterOf(epoch as never), {
    members: membersOf([...group, away]),
    frontier: tipsHeld(set),
  });
  const approved = group.reduce((roster, { signer }) => approveRoster(roster, bed.mesh, signer, shared), body);
  set.offer((group[1] as TestAuthor).write(approved, { parents: headsOf(set) }));
  const state = stateOn(bed, set, epoch.id);
  expect(done.map((event) => state.standingOf(event))).toEqual(["counts", "counts"]);
  expect(totals(state)).toEqual({ issued: 600, spent: 40 });
});

test("ME-223 S3 a successor epoch gives up what nobody has; what waited for it is admitted and counts", () => {
  for (let seed = 0; seed < 50; seed += 1) {
    const bed = certifiedMesh();
    const [one, two] = [bed.authors[4], bed.authors[5]] as [TestAuthor, TestAuthor];
    // A chain of two dead nodes that cite each other; its first event died with them.
    const lost = one.write({ kind: "clock.beat", beats: 1 });
    const found: MeshEvent[] = [];
    for (let count = 0; count < 6; count += 1) {
      const parents = [lost, ...found.slice(-2)];
      found.push((count % 2 === 0 ? two : one).write({ kind: "clock.beat", beats: 1 }, { parents }));
    }
    const group = bed.authors.slice(0, 2);
    const { set, epoch, recovery } = survive(bed, group, [...bed.events, ...found]);
    expect(recovery.losses.missing).toEqual([lost.id]);
    expect(recovery.losses.dangling.map(({ id }) => id).toSorted()).toEqual(found.map(({ id }) => id).toSorted());
    expect((epoch.body as { lost: readonly EventId[] }).lost).toEqual([lost.id]);
    expect(set.size).toBe(bed.events.length + found.length + 1);
    const state = stateOn(bed, set, epoch.id);
    for (const event of found) expect(state.standingOf(event)).toBe("counts");
    const again = shuffled(eventsOf(set), RandomStream.from("lost", seed));
    expect(hashOf(stateOn(bed, setOf(again), epoch.id))).toBe(hashOf(state));
  }
});

test("ME-222 chains of others may be written off: their unspent rights count as spent", () => {
  const bed = certifiedMesh();
  const group = bed.authors.slice(0, 2);
  const { set } = survive(bed, group, bed.events);
  const others = chainsOfOthers(
    set,
    group.map(({ key }) => key),
  );
  expect(others).toEqual(
    bed.authors
      .slice(2)
      .map(({ chain }) => chain)
      .toSorted(),
  );
});

test("ME-221 S8 keys stolen from the dead certify nothing beyond what the survivors started from, and never before them", () => {
  const bed = testGenesis(4, { survivors: 2 });
  const { genesis, mesh, authors } = bed;
  const [one, ...dead] = authors as [TestAuthor, ...TestAuthor[]];
  const opened = authors.map((author) => author.open());
  const before = [...opened, one.write({ kind: "clock.beat", beats: 1 })];
  const honest = certify(setOf(before), bed, { number: 5, signers: dead });
  const body = openSuccessorEpoch({
    ...{ mesh, crypto: shared, set: setOf(before), before: genesisRoster(genesis), survivors: membersOf([one]) },
    ...{ certificate: honest.certificate, approving: [one.signer] },
  });
  const roster = one.write(body, { parents: opened.slice(1) });
  const stolen = dead.map((author) => author.write({ kind: "clock.beat", beats: 9 }));
  const beyond = certify(setOf([...before, ...stolen]), bed, { number: 6, signers: dead });
  const older = certify(setOf(opened), bed, { number: 1_000, signers: dead });
  const own = certify(setOf([...before, roster]), bed, { number: 6, signers: [one], anchor: roster.id });
  const recovered = (...certificates: SignedCertificate[]) =>
    recover({
      ...{ genesis, crypto: shared, fold: foldOf(genesis), anchor: roster.id },
      journals: [{ name: "one", envelopes: [...before, roster, ...stolen].map(({ bytes }) => bytes) }],
      certificates: certificates.map(unverified),
    });
  const newest = ({ newestStable, rebuilt }: Recovery) => [
    newestStable?.digest,
    rebuilt?.certificate.certificate.digest,
  ];
  const twice = ({ certificate }: SignedCertificate) => [certificate.digest, certificate.digest];
  const among = recovered(honest, beyond, older);
  expect(newest(among)).toEqual(twice(honest));
  expect(among.refused).toMatchObject([
    { digest: beyond.certificate.digest, faults: [{ code: "CERTIFICATE_ROSTER_UNKNOWN" }] },
  ]);
  expect(newest(recovered(beyond))).toEqual([undefined, undefined]);
  expect(newest(recovered(older, own, honest))).toEqual(twice(own));
});
