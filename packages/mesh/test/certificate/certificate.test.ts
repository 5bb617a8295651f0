import { utf8 } from "@plimsoll/foundation";
import { publicKeyFromRaw } from "@plimsoll/foundation/node";
import { isSignedBy, parseCheckpointText, parseNote } from "@plimsoll/ledger";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { encodeCertificate, makeCertificate, openCertificate } from "../../src/certificate/certificate.ts";
import { CertificateBook, NUMBERS_AHEAD_MAX } from "../../src/certificate/certificate-book.ts";
import { certificateNote, certificateOrigin } from "../../src/certificate/certificate-note.ts";
import { certificateMessage } from "../../src/certificate/certificate-signature.ts";
import { LossWindow } from "../../src/certificate/loss-window.ts";
import { covers, prefixOf } from "../../src/certificate/prefix.ts";
import { type CertifyingRoster, quorumOf } from "../../src/certificate/quorum.ts";
import {
  decodeSignedCertificate,
  encodeSignedCertificate,
  type SignedCertificate,
  unverified,
} from "../../src/certificate/signed-certificate.ts";
import { decodeSigningNote, encodeSigningNote, lastSigned } from "../../src/certificate/signing-note.ts";
import { decodeCbor, encodeCbor } from "../../src/event/cbor.ts";
import { frontierOf } from "../../src/set/frontier.ts";
import { crypto, testGenesis } from "../kit/index.ts";
import { certify, meshWithGraph, setOf, shared, shuffled, signedBy } from "./world.ts";

const bed = meshWithGraph(4, 12, "codec");
const set = setOf(bed.events);
const signed = certify(set, bed);
const { certificate } = signed;
const roster: CertifyingRoster = { id: null, members: bed.authors.map(({ key }) => key), survivors: 2 };
const bookOf = () =>
  new CertificateBook({ mesh: bed.mesh, crypto: shared, rosterOf: (id) => (id === null ? roster : undefined) });

test("ME-41 the bytes are the CBOR array of the rule, and the digest is their SHA-256", () => {
  const hex = (digits: string) => Uint8Array.from(Buffer.from(digits, "hex"));
  const extents = frontierOf(set).map(({ key, length, tips }) => [key.split("/").map(hex), length, tips.map(hex)]);
  const said = [certificate.root, certificate.state, certificate.budget].map(hex);
  const bytes = encodeCbor(["plimsoll mesh certificate 1", hex(bed.mesh), null, 1, null, set.size, ...said, extents]);
  expect(Buffer.from(certificate.bytes).equals(bytes)).toBe(true);
  expect(certificate.digest).toBe(crypto.sha256(bytes));
  expect(Buffer.from(certificateMessage(certificate.digest))).toEqual(
    Buffer.concat([utf8("plimsoll mesh certificate 1\n"), crypto.sha256Bytes(bytes)]),
  );
  expect(openCertificate(bytes, bed.mesh, crypto)).toEqual({ ok: true, value: certificate });
});

test("ME-41 bytes that no certificate has are malformed, whatever bit is turned", () => {
  for (let bit = 0; bit < 8 * certificate.bytes.length; bit += 7) {
    const turned = Uint8Array.from(certificate.bytes);
    turned[bit >> 3] = (turned[bit >> 3] as number) ^ (1 << (bit & 7));
    const opened = openCertificate(turned, bed.mesh, crypto);
    expect(opened.ok && opened.value.digest).not.toBe(certificate.digest);
  }
  const items = decodeCbor(certificate.bytes) as unknown[];
  const extents = items[9] as unknown[];
  for (const wrong of [
    extents.toReversed(),
    [...extents, extents.at(-1)],
    [[...(extents[0] as unknown[]).slice(0, 2), []]],
  ]) {
    const bytes = encodeCbor([...items.slice(0, 9), wrong] as never);
    expect(openCertificate(bytes, bed.mesh, crypto)).toMatchObject({ error: { code: "CERTIFICATE_MALFORMED" } });
  }
});

test("ME-41 a certificate of another mesh, or with a root that is not that of its extents, is refused by its code", () => {
  const other = openCertificate(certificate.bytes, "00".repeat(32), crypto);
  expect(other).toMatchObject({ error: { code: "CERTIFICATE_OF_OTHER_MESH" } });
  const false_ = openCertificate(encodeCertificate({ ...certificate, root: "11".repeat(32) }), bed.mesh, crypto);
  expect(false_).toMatchObject({ error: { code: "CERTIFICATE_ROOT_FALSE" } });
});

test("ME-215 a signed certificate comes back from its bytes, in one encoding", () => {
  const bytes = encodeSignedCertificate(signed);
  const taken = decodeSignedCertificate(bytes);
  expect(Buffer.from(taken?.bytes ?? []).equals(certificate.bytes)).toBe(true);
  expect(taken && encodeSignedCertificate({ certificate, signatures: taken.signatures })).toEqual(bytes);
  const unordered = encodeSignedCertificate({ ...signed, signatures: signed.signatures.toReversed() });
  expect(decodeSignedCertificate(unordered)).toBeUndefined();
  expect(decodeSignedCertificate(Uint8Array.of(1, 2, 3))).toBeUndefined();
  expect(decodeSignedCertificate(encodeCbor(["x"]))).toBeUndefined();
});

test("ME-42 the note of a signing comes back from the journal; the greatest number counts", () => {
  const next = makeCertificate({ ...certificate, number: 4 }, crypto);
  const notes = [next, certificate].map(encodeSigningNote);
  expect(decodeSigningNote(notes[1] as Uint8Array, bed.mesh, crypto)).toEqual(certificate);
  expect(lastSigned([...notes, Uint8Array.of(9)], bed.mesh, crypto)).toEqual(next);
  expect(lastSigned([], bed.mesh, crypto)).toBeNull();
});

test("ME-43 n - s + 1 different members make it stable: strangers, doubles and false signatures do not", () => {
  const book = bookOf();
  const [one, two, three] = bed.authors.map((author) => signedBy(certificate, [author])) as [
    SignedCertificate,
    SignedCertificate,
    SignedCertificate,
  ];
  const stranger = testGenesis(1, { name: "other" }).authors[0]?.restarted("x") as (typeof bed.authors)[0];
  expect(quorumOf(roster)).toBe(3);
  expect(book.add({ bytes: certificate.bytes, signatures: [] }).ok).toBe(false);
  for (const each of [one, two, one, two]) book.add(unverified(each));
  expect(book.newestStable()).toBeNull();
  expect(book.newest()?.signatures.length).toBe(2);
  const strange = [
    { key: crypto.sha256(utf8("nobody")), signature: stranger.signer.sign(certificateMessage(certificate.digest)) },
  ];
  expect(book.add({ bytes: certificate.bytes, signatures: strange })).toMatchObject({
    error: { code: "CERTIFICATE_SIGNER_UNKNOWN" },
  });
  const forged = three.signatures.map(({ key }) => ({ key, signature: one.signatures[0]?.signature as Uint8Array }));
  expect(book.add({ bytes: certificate.bytes, signatures: forged })).toMatchObject({
    error: { code: "CERTIFICATE_SIGNATURE_FALSE" },
  });
  expect(book.newestStable()).toBeNull();
  expect(book.add(unverified(three))).toMatchObject({ ok: true, value: { isStable: true, becameStable: true } });
  expect(book.add(unverified(three))).toMatchObject({ ok: true, value: { isStable: true, becameStable: false } });
  expect(book.newestStable()?.certificate).toEqual(certificate);
});

test("ME-216 the book is the same in whatever order certificates and signatures come", () => {
  const offers = [1, 2, 3].flatMap((number) =>
    bed.authors.map((author) => unverified(signedBy(makeCertificate({ ...certificate, number }, crypto), [author]))),
  );
  const contentOf = (book: CertificateBook) =>
    [book.newestStable(), book.newest()].map((one) => one && Buffer.from(encodeSignedCertificate(one)).toString("hex"));
  const expected = bookOf();
  for (const offer of offers) expected.add(offer);
  fc.assert(
    fc.property(fc.shuffledSubarray(offers, { minLength: offers.length }), fc.subarray(offers), (all, again) => {
      const book = bookOf();
      for (const offer of [...all, ...again]) book.add(offer);
      expect(contentOf(book)).toEqual(contentOf(expected));
    }),
    { numRuns: 200 },
  );
});

test("ME-216 the book stays small: old ones fall away, a liar fills only its own share, numbers cannot be used up", () => {
  const book = bookOf();
  const [liar] = bed.authors;
  for (let number = 1; number <= 300; number += 1) {
    book.add(unverified(signedBy(makeCertificate({ ...certificate, number }, crypto), bed.authors)));
    const rival = makeCertificate({ ...certificate, number: number + 900, previous: certificate.digest }, crypto);
    if (liar) book.add(unverified(signedBy(rival, [liar])));
  }
  expect(book.stable?.number).toBe(300);
  expect(book.size).toBeLessThanOrEqual(6);
  const far = makeCertificate({ ...certificate, number: 301 + NUMBERS_AHEAD_MAX }, crypto);
  expect(book.add(unverified(signedBy(far, bed.authors.slice(0, 2))))).toMatchObject({
    error: { code: "CERTIFICATE_NUMBER_FAR" },
  });
  expect(book.add(unverified(signedBy(far, bed.authors.slice(0, 3)))).ok).toBe(true);
});

test("ME-216 a roster that the node does not stand on certifies nothing", () => {
  const strange = makeCertificate({ ...certificate, roster: certificate.digest }, crypto);
  expect(bookOf().add(unverified(signedBy(strange, bed.authors)))).toMatchObject({
    error: { code: "CERTIFICATE_ROSTER_UNKNOWN" },
  });
});

test("ME-217 covering needs no walk and agrees with one", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const graph = meshWithGraph(3, 15, `covers ${seed}`);
      const whole = setOf(graph.events);
      const some = (count: number) => frontierOf(setOf(graph.events.slice(0, count)));
      const [less, more] = [graph.random.below(18), graph.random.below(18)].map(some);
      if (less === undefined || more === undefined) return;
      const inside = prefixOf(whole, more).events;
      const isCovered = [...prefixOf(whole, less).events].every((event) => inside.has(event));
      expect(covers(whole, more, less)).toBe(isCovered);
    }),
    { numRuns: 200 },
  );
});

test("ME-218 the data-loss window is what is here and not yet stable, by number and age", () => {
  const window = new LossWindow();
  const events = shuffled(bed.events, bed.random);
  for (const [place, event] of events.entries()) window.admit(event, 10 * place);
  expect(window.read(1_000)).toEqual({ events: events.length, ageMs: 1_000 });
  const half = setOf(bed.events.slice(0, 8));
  const waitsMs = window.stable(frontierOf(half), set, 2_000);
  expect(waitsMs.length).toBe(8);
  expect(window.read(2_000).events).toBe(events.length - 8);
  window.stable(frontierOf(set), set, 3_000);
  expect(window.read(3_000)).toEqual({ events: 0, ageMs: 0 });
});

test("ME-219 a certificate's note is a C2SP checkpoint that a ledger's reader opens", () => {
  const note = parseNote(
    certificateNote(
      certificate,
      bed.authors.map(({ signer }) => signer),
    ),
  );
  if (note === undefined) throw new Error("no note");
  const origin = certificateOrigin(bed.mesh);
  expect(parseCheckpointText(note.text)).toEqual({
    origin: `plimsoll.mesh/${bed.mesh}`,
    size: set.size,
    root: Uint8Array.from(Buffer.from(certificate.root, "hex")),
  });
  expect(note.signatures.length).toBe(4);
  for (const { key } of bed.authors) {
    expect(isSignedBy(note, origin, publicKeyFromRaw(Uint8Array.from(Buffer.from(key, "hex"))))).toBe(true);
  }
});
