import { expect, test } from "vitest";
import { makeCertificate } from "../../src/certificate/certificate.ts";
import { quorumOf } from "../../src/certificate/quorum.ts";
import { type SignedCertificate, unverified } from "../../src/certificate/signed-certificate.ts";
import { type CertificateCheck, verifyCertificate } from "../../src/certificate/verify-certificate.ts";
import { encodeContent } from "../../src/event/content-codec.ts";
import { decodeEnvelope, encodeEnvelope } from "../../src/event/envelope.ts";
import type { EventContent, MeshEvent } from "../../src/event/event.ts";
import { signEvents } from "../../src/event/sign-events.ts";
import { checkAgainstRoot } from "../../src/recovery/check-against-root.ts";
import { checkForkProof, forkProofOf, forkProofsOf } from "../../src/recovery/fork-proof.ts";
import { surveyOf } from "../../src/recovery/survey.ts";
import type { EventSet } from "../../src/set/event-set.ts";
import { crypto, plainEvent, type TestAuthor, type TestMesh, testGenesis } from "../kit/index.ts";
import { certify, foldOf, meshWithGraph, setOf, shared, signedBy } from "./world.ts";

const TRIALS = 100;

type Bed = ReturnType<typeof meshWithGraph>;

const checkOf = ({ genesis, mesh }: TestMesh, view: EventSet): CertificateCheck => ({
  mesh,
  crypto: shared,
  view,
  fold: foldOf(genesis),
  rosterOf: (id) =>
    id === null ? { id, members: genesis.members.map(({ key }) => key), survivors: genesis.survivors } : undefined,
});

const envelopesOf = (events: readonly MeshEvent[]): Uint8Array[] => events.map(({ bytes }) => bytes);

/** Whether what a survivor hands over is caught: by a fault in it, or by the 32 bytes that somebody remembers. */
function isCaught(bed: Bed, truth: SignedCertificate, shown: SignedCertificate[], envelopes: Uint8Array[]): boolean {
  const { set, faults } = surveyOf([{ name: "liar", envelopes }], bed.mesh, shared);
  const check = checkOf(bed, set);
  const answers = [truth.certificate.digest, truth.certificate.root].map(
    (remembered) => checkAgainstRoot(remembered, shown.map(unverified), check).ok,
  );
  return faults.length > 0 || answers.every((isGood) => !isGood);
}

/** The liar holds its own key, and signs again what it likes. */
function resigned({ authors }: TestMesh, { content }: { content: EventContent }): MeshEvent {
  const { signer } = authors.find(({ key }) => key === content.author) as TestAuthor;
  return signEvents([content as never], signer, crypto)[0] as MeshEvent;
}

/** Other content under the old signature. */
function altered(event: MeshEvent, change: Partial<EventContent>): Uint8Array {
  const envelope = decodeEnvelope(event.bytes);
  if (envelope === undefined) throw new Error("no envelope");
  return encodeEnvelope({ ...envelope, content: encodeContent({ ...plainEvent(event), ...change } as never) });
}

const LIES: Readonly<Record<string, (bed: Bed, events: readonly MeshEvent[]) => Uint8Array[]>> = {
  "turns a bit": ({ random }, events) => {
    const place = random.below(events.length);
    return envelopesOf(events).map((bytes, index) => {
      if (index !== place) return bytes;
      const turned = Uint8Array.from(bytes);
      const bit = random.below(8 * bytes.length);
      turned[bit >> 3] = (turned[bit >> 3] as number) ^ (1 << (bit & 7));
      return turned;
    });
  },
  "back-dates one": ({ random }, events) => {
    const place = random.below(events.length);
    return events.map((event, index) =>
      index === place ? altered(event, { hlc: { ms: 7, counter: 7 } }) : event.bytes,
    );
  },
  "back-dates one of its own and signs anew": (bed, events) => {
    const place = bed.random.below(events.length);
    const lie = resigned(bed, { content: { ...plainEvent(events[place] as MeshEvent), hlc: { ms: 7, counter: 7 } } });
    return events.map((event, index) => (index === place ? lie.bytes : event.bytes));
  },
  "drops one": ({ random }, events) => {
    const place = random.below(events.length);
    return envelopesOf(events.filter((_, index) => index !== place));
  },
  "makes two change places in their chain": (_, events) => {
    const [place, one] = [...events.entries()].findLast(([, { sequence }]) => sequence > 0) as [number, MeshEvent];
    const swapped = altered(one, { sequence: one.sequence + 1 });
    return events.map((event, index) => (index === place ? swapped : event.bytes));
  },
};

test.each(Object.keys(LIES))("S5 a survivor that %s is caught, always", (name) => {
  const lie = LIES[name] as (typeof LIES)[string];
  let caught = 0;
  for (let trial = 0; trial < TRIALS; trial += 1) {
    const bed = meshWithGraph(4, 12, `S5 ${trial % 20}`);
    const truth = certify(setOf(bed.events), bed);
    // The draw differs from trial to trial on one graph.
    for (let skip = 0; skip < trial; skip += 1) bed.random.uint32();
    if (isCaught(bed, truth, [truth], lie(bed, bed.events))) caught += 1;
    if (trial === 0) expect(isCaught(bed, truth, [truth], envelopesOf(bed.events))).toBe(false);
  }
  console.info(`S5  ${name}: caught  ${caught} of ${TRIALS}  (bar all)`);
  expect(caught).toBe(TRIALS);
});

test("S5 one that adds an event of its own under a certificate is caught: by extents, count and root", () => {
  const bed = meshWithGraph(4, 12, "adds");
  const truth = certify(setOf(bed.events), bed);
  const extra = (bed.authors[1] as TestAuthor).write({ kind: "clock.beat", beats: 40 });
  const set = setOf([...bed.events, extra]);
  // Beside the certificate it is a younger event, and no lie.
  expect(verifyCertificate(unverified(truth), checkOf(bed, set)).faults).toEqual([]);
  const added = certify(set, bed).certificate;
  const { root, digest, bytes, ...said } = truth.certificate;
  expect([root, digest].map((text) => text.length)).toEqual([64, 64]);
  expect(bytes.length).toBeGreaterThan(0);
  const lie = signedBy(makeCertificate({ ...said, frontier: added.frontier }, shared), bed.authors);
  const codes = verifyCertificate(unverified(lie), checkOf(bed, set)).faults.map(({ code }) => code);
  expect(codes).toEqual(["CERTIFICATE_COUNT_FALSE"]);
  expect(isCaught(bed, truth, [lie], envelopesOf([...bed.events, extra]))).toBe(true);
});

test("ME-225 S5 truncation to an older certificate is caught by whoever has 32 bytes of the newer", () => {
  let caught = 0;
  for (let trial = 0; trial < TRIALS; trial += 1) {
    const bed = meshWithGraph(4, 12, `truncation ${trial % 20}`);
    const cut = 1 + bed.random.below(bed.events.length - 1);
    const kept = bed.events.slice(0, cut);
    const older = certify(setOf(kept), bed);
    const newer = certify(setOf(bed.events), bed, { number: 2, previous: older.certificate.digest });
    const hidden = isCaught(bed, newer, [older], envelopesOf(kept));
    if (hidden && isCaught(bed, newer, [older, newer], envelopesOf(kept))) caught += 1;
    expect(isCaught(bed, newer, [older, newer], envelopesOf(bed.events))).toBe(false);
  }
  console.info(`S5  truncation below a known root: caught  ${caught} of ${TRIALS}  (bar all)`);
  expect(caught).toBe(TRIALS);
});

test("ME-220 each thing that may be wrong with a certificate has its code and its place", () => {
  const bed = meshWithGraph(4, 12, "codes", { survivors: 2 });
  const set = setOf(bed.events);
  const truth = certify(set, bed);
  const { certificate } = truth;
  const faultsOf = (offered: SignedCertificate, view = set) =>
    verifyCertificate(unverified(offered), checkOf(bed, view)).faults.map(({ code, place }) => [code, place]);
  const lie = (change: object) => {
    const made = makeCertificate({ ...certificate, ...change }, shared);
    return [signedBy(made, bed.authors), made.digest] as const;
  };
  expect(faultsOf(truth)).toEqual([]);
  for (const [field, value, code] of [
    ["state", "00".repeat(32), "CERTIFICATE_STATE_FALSE"],
    ["budget", "00".repeat(32), "CERTIFICATE_BUDGET_FALSE"],
    ["events", 99, "CERTIFICATE_COUNT_FALSE"],
  ] as const) {
    const [offered, digest] = lie({ [field]: value });
    expect(faultsOf(offered)).toEqual([[code, digest]]);
  }
  const [unknown, digest] = lie({ roster: "ab".repeat(32) });
  expect(faultsOf(unknown)).toContainEqual(["CERTIFICATE_ROSTER_UNKNOWN", digest]);
  const few = signedBy(certificate, bed.authors.slice(0, 2));
  expect(quorumOf({ id: null, members: bed.authors.map(({ key }) => key), survivors: 2 })).toBe(3);
  expect(faultsOf(few)).toEqual([["CERTIFICATE_QUORUM_MISSING", certificate.digest]]);
  const forged = {
    ...truth,
    signatures: [...few.signatures, { key: bed.authors[3]?.key ?? "", signature: new Uint8Array(64) }],
  };
  expect(faultsOf(forged)).toEqual([
    ["CERTIFICATE_SIGNATURE_FALSE", bed.authors[3]?.key],
    ["CERTIFICATE_QUORUM_MISSING", certificate.digest],
  ]);
  const stranger = testGenesis(9).authors[8] as TestAuthor;
  expect(faultsOf(signedBy(certificate, [...bed.authors, stranger]))).toEqual([
    ["CERTIFICATE_SIGNER_UNKNOWN", stranger.key],
  ]);
  const [extent, ...others] = certificate.frontier;
  if (extent === undefined) return;
  const [longer] = lie({ frontier: [{ ...extent, length: extent.length + 1 }, ...others] });
  expect(faultsOf(longer)).toEqual([["CERTIFICATE_EXTENT_FALSE", extent.key]]);
  const last = bed.events.at(-1) as MeshEvent;
  expect(faultsOf(truth, setOf(bed.events.slice(0, -1)))).toEqual([["CERTIFICATE_EVENT_MISSING", last.id]]);
});

test("ME-220 an event whose bytes are not its own is named, even where the set believes it", () => {
  const bed = meshWithGraph(3, 6, "bytes");
  const truth = certify(setOf(bed.events), bed);
  const [first, second] = bed.events as [MeshEvent, MeshEvent];
  const view = setOf([{ ...plainEvent(first), bytes: second.bytes }, ...bed.events.slice(1)]);
  const codes = verifyCertificate(unverified(truth), checkOf(bed, view)).faults;
  expect(codes).toContainEqual(expect.objectContaining({ code: "CERTIFICATE_EVENT_FALSE", place: first.id }));
});

test("ME-224 M5 two that exchange events find the fork in that exchange, and the proof convinces a third", () => {
  let found = 0;
  for (let trial = 0; trial < TRIALS; trial += 1) {
    const bed = meshWithGraph(4, 8, `M5 ${trial}`);
    const liar = bed.authors[bed.random.below(4)] as TestAuthor;
    const base = liar.head as MeshEvent;
    const [left, right] = [1, 2].map((beats) => liar.write({ kind: "clock.beat", beats }, { previous: base }));
    if (left === undefined || right === undefined) return;
    const after = liar.write({ kind: "clock.beat", beats: 3 }, { previous: right });
    const [one, other] = [setOf([...bed.events, left]), setOf([...bed.events, right, after])];
    for (const [set, told] of [
      [one, [right, after]],
      [other, [left]],
    ] as const) {
      const proofs = told.flatMap((event) => forkProofsOf(set.offer(event), set));
      expect(proofs.length).toBe(1);
      const checked = proofs.map((proof) => checkForkProof(proof, bed.mesh, crypto));
      expect(checked).toEqual([
        { ok: true, value: { chain: liar.chain, sequence: left.sequence, events: [left.id, right.id].toSorted() } },
      ]);
      found += 1;
    }
  }
  console.info(`M5  forks found in the exchange  ${found} of ${2 * TRIALS}  (bar all)`);
});

test("ME-224 M5 nothing but two signed events for one place proves a fork", () => {
  const bed = meshWithGraph(2, 4, "no fork");
  const [one] = bed.authors as [TestAuthor];
  const base = one.head as MeshEvent;
  const [left, right] = [1, 2].map((beats) => one.write({ kind: "clock.beat", beats }, { previous: base })) as [
    MeshEvent,
    MeshEvent,
  ];
  const proof = forkProofOf(left, right);
  expect(proof).toEqual(forkProofOf(right, left));
  expect(forkProofOf(left, left).ok).toBe(false);
  expect(forkProofOf(left, base).ok).toBe(false);
  expect(forkProofOf(left, bed.events[1] as MeshEvent).ok).toBe(false);
  const forged = altered(left, { hlc: { ms: 9, counter: 9 } });
  expect(checkForkProof({ first: left.bytes, second: forged }, bed.mesh, crypto).ok).toBe(false);
  expect(checkForkProof({ first: left.bytes, second: left.bytes }, bed.mesh, crypto).ok).toBe(false);
  expect(checkForkProof({ first: left.bytes, second: right.bytes }, "00".repeat(32), crypto).ok).toBe(false);
});
