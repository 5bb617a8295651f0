import type { RandomStream } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { type SignedCertificate, unverified } from "../../src/certificate/signed-certificate.ts";
import type { MeshEvent } from "../../src/event/event.ts";
import { lossLines } from "../../src/recovery/loss-report.ts";
import { recover, type Recovery } from "../../src/recovery/recover.ts";
import type { SurvivorJournal } from "../../src/recovery/survey.ts";
import { frontierRoot, frontierOf } from "../../src/set/frontier.ts";
import { MeshState } from "../../src/state/mesh-state.ts";
import type { EventView } from "../../src/set/event-set.ts";
import type { TestAuthor, TestMesh } from "../kit/index.ts";
import { anyBody, certify, foldOf, meshWithGraph, setOf, shared, shuffled } from "./world.ts";

const SEEDS = 10;

const journalOf = (name: string, events: readonly MeshEvent[]): SurvivorJournal => ({
  name,
  envelopes: events.map(({ bytes }) => bytes),
});

const recovered = ({ genesis }: TestMesh, journals: SurvivorJournal[], certificates: SignedCertificate[]): Recovery =>
  recover({
    genesis,
    crypto: shared,
    fold: foldOf(genesis),
    journals,
    certificates: certificates.map(unverified),
    anchor: null,
  });

/** The phase vector of the WE and the event root, as bytes. */
function bytesOf(set: EventView, { genesis }: TestMesh): string {
  const state = new MeshState({ genesis, set, anchor: null, cryptography: shared });
  return Buffer.concat([state.encode("we"), frontierRoot(frontierOf(set))]).toString("hex");
}

/** Events after the certificate: what each node got of them is chance. */
function younger(bed: TestMesh, count: number, random: RandomStream): MeshEvent[] {
  return Array.from({ length: count }, () => {
    const author = bed.authors[random.below(bed.authors.length)] as TestAuthor;
    const parents = [bed.authors[random.below(bed.authors.length)]?.head ?? []].flat();
    return author.write(anyBody(random, false), { parents });
  });
}

const some = (events: readonly MeshEvent[], random: RandomStream): MeshEvent[] =>
  events.filter(() => random.chance(1, 2));

test("S1 of 100 nodes one random survivor rebuilds the newest stable certificate, byte for byte", () => {
  let equal = 0;
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const bed = meshWithGraph(100, 60, `S1 ${seed}`);
    const set = setOf(bed.events);
    const old = certify(setOf(bed.events.slice(0, 110)), bed);
    const stable = certify(set, bed, { number: 2, previous: old.certificate.digest });
    const expected = bytesOf(set, bed);
    const after = younger(bed, 30, bed.random);
    // A third certificate that not all had signed: only some of the nodes hold what it covers.
    const third = certify(setOf([...bed.events, ...after]), bed, { number: 3, signers: bed.authors.slice(0, 40) });
    const disk = shuffled([...bed.events, ...some(after, bed.random)], bed.random);
    const { rebuilt, newestStable } = recovered(bed, [journalOf("survivor", disk)], [old, third, stable]);
    expect(newestStable?.digest).toBe(stable.certificate.digest);
    expect(rebuilt?.isStable).toBe(true);
    expect(rebuilt?.certificate.certificate.digest).toBe(stable.certificate.digest);
    if (rebuilt !== null && bytesOf(rebuilt.set, bed) === expected) equal += 1;
  }
  console.info(`S1  n = 100, 1 survivor: rebuilt byte-equal  ${equal} of ${SEEDS}  (bar all)`);
  expect(equal).toBe(SEEDS);
});

test("S1 of 1000 nodes any ten survivors rebuild it, the worst ten included", () => {
  const bed = meshWithGraph(1000, 200, "S1 1000", { survivors: 10 });
  const set = setOf(bed.events);
  const expected = bytesOf(set, bed);
  // 991 signed, so 991 hold everything. Nine hold what chance gave them.
  const stable = certify(set, bed, { signers: bed.authors.slice(9) });
  expect(stable.signatures.length).toBe(991);
  let equal = 0;
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const places =
      seed === 0 ? [0, 1, 2, 3, 4, 5, 6, 7, 8, 500] : shuffled([...bed.authors.keys()], bed.random).slice(0, 10);
    const journals = places.map((place) =>
      journalOf(`node ${place}`, place < 9 ? some(bed.events, bed.random) : bed.events),
    );
    // One certificate is enough, and everyone who signed it has it.
    const { rebuilt } = recovered(bed, journals.toReversed().slice(0, seed === 0 ? 10 : 2), [stable]);
    if (rebuilt?.isStable === true && bytesOf(rebuilt.set, bed) === expected) equal += 1;
  }
  console.info(`S1  n = 1000, 10 survivors: rebuilt byte-equal  ${equal} of ${SEEDS}  (bar all)`);
  expect(equal).toBe(SEEDS);
});

test("S2 each survivor alone succeeds, and every grouping agrees with it", () => {
  let groupings = 0;
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const n = [2, 5, 20, 100][seed % 4] as number;
    const bed = meshWithGraph(n, 40, `S2 ${seed}`);
    const stable = certify(setOf(bed.events), bed);
    const after = younger(bed, 20, bed.random);
    const disks = bed.authors.map(({ name }) =>
      journalOf(name, shuffled([...bed.events, ...some(after, bed.random)], bed.random)),
    );
    const expected = bytesOf(setOf(bed.events), bed);
    const survivors = shuffled(disks, bed.random).slice(0, 4);
    for (let mask = 1; mask < 2 ** survivors.length; mask += 1) {
      const group = survivors.filter((_, place) => (mask >> place) % 2 === 1);
      const { rebuilt, losses } = recovered(bed, group, [stable]);
      expect(rebuilt?.certificate.certificate.digest).toBe(stable.certificate.digest);
      expect(rebuilt && bytesOf(rebuilt.set, bed)).toBe(expected);
      expect(losses.chains.every(({ missingTips }) => missingTips.length === 0)).toBe(true);
      groupings += 1;
    }
  }
  console.info(`S2  survivors alone and in groups that agree  ${groupings} of ${groupings}`);
});

test("ME-222 S3 what was not stable is reported by author: nothing invented, nothing missing in silence", () => {
  for (let seed = 0; seed < 100; seed += 1) {
    const bed = meshWithGraph(5, 15, `S3 ${seed}`, { survivors: 2 });
    const stable = certify(setOf(bed.events), bed);
    const after = younger(bed, 20, bed.random);
    const all = new Map([...bed.events, ...after].map((event) => [event.id, event]));
    const disk = [...bed.events, ...after].filter(() => bed.random.chance(3, 4));
    const held = new Set(disk.map(({ id }) => id));
    const { losses, set, rebuilt } = recovered(bed, [journalOf("survivor", disk)], [stable]);
    const certified = new Set(bed.events.map(({ id }) => id));

    // Against the omniscient observer: everything held is inside or beyond, everything cited and absent is named.
    for (const { chain, heldUpTo, certified: says, beyond } of losses.chains) {
      const own = [...all.values()].filter((event) => event.chain === chain);
      expect(says).toBe(own.filter(({ id }) => certified.has(id)).length);
      expect(heldUpTo).toBe(
        own.findIndex(({ id }) => !held.has(id)) < 0 ? own.length : own.findIndex(({ id }) => !held.has(id)),
      );
      expect(beyond.every((id) => held.has(id))).toBe(true);
      const youngHeld = own.filter(({ id }) => held.has(id) && !certified.has(id));
      expect(youngHeld.every(({ id }) => beyond.includes(id))).toBe(true);
    }
    expect(losses.missing.every((id) => all.has(id) && !held.has(id))).toBe(true);
    for (const { id, missing } of losses.dangling) {
      expect(set.get(id)).toBeUndefined();
      expect(missing.every((cited) => losses.missing.includes(cited))).toBe(true);
    }
    expect(set.size + losses.dangling.length).toBe(disk.length);
    const isWhole = bed.events.every(({ id }) => held.has(id));
    expect(rebuilt !== null).toBe(isWhole);
    expect(lossLines(losses).length === 0).toBe(isWhole && disk.length === bed.events.length);
  }
});

test("S3 without a stable certificate the newest that is held is named, as what it is", () => {
  const bed = meshWithGraph(4, 10, "unstable");
  const two = certify(setOf(bed.events), bed, { number: 2, signers: bed.authors.slice(0, 2) });
  const one = certify(setOf(bed.events.slice(0, 6)), bed, { number: 1, signers: bed.authors.slice(0, 3) });
  const { rebuilt, newestStable } = recovered(bed, [journalOf("s", bed.events)], [one, two]);
  expect(newestStable).toBeNull();
  expect(rebuilt?.isStable).toBe(false);
  expect(rebuilt?.certificate.certificate.number).toBe(2);
  expect(
    recovered(bed, [journalOf("s", bed.events.slice(0, 6))], [one, two]).rebuilt?.certificate.certificate.number,
  ).toBe(1);
  expect(recovered(bed, [journalOf("s", bed.events)], []).rebuilt).toBeNull();
});

test("ME-221 signatures of several survivors add up; a false one spoils nothing", () => {
  const bed = meshWithGraph(4, 10, "add up", { survivors: 2 });
  const whole = certify(setOf(bed.events), bed);
  const parts = whole.signatures.map((signature) => ({ ...whole, signatures: [signature] }));
  const forged = { ...whole, signatures: [{ key: bed.authors[3]?.key ?? "", signature: new Uint8Array(64) }] };
  const { rebuilt, refused } = recovered(bed, [journalOf("s", bed.events)], [forged, ...parts.slice(0, 3)]);
  expect(rebuilt?.isStable).toBe(true);
  expect(rebuilt?.certificate.signatures.length).toBe(3);
  expect(refused.flatMap(({ faults }) => faults.map(({ code }) => code))).toEqual(["CERTIFICATE_SIGNATURE_FALSE"]);
});
