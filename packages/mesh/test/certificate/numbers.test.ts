import { expect, test } from "vitest";
import { CERTIFICATE_NUMBER_MAX, makeCertificate, openCertificate } from "../../src/certificate/certificate.ts";
import { CertificateBook, NUMBERS_AHEAD_MAX } from "../../src/certificate/certificate-book.ts";
import { signCertificate } from "../../src/certificate/certificate-signature.ts";
import { Certifier } from "../../src/certificate/certifier.ts";
import type { CertifyingRoster } from "../../src/certificate/quorum.ts";
import { type CborValue, decodeCbor, encodeCbor } from "../../src/event/cbor.ts";
import { encodeGenesis } from "../../src/event/genesis-codec.ts";
import { openSuccessorEpoch } from "../../src/recovery/successor-epoch.ts";
import { genesisRoster } from "../../src/roster/roster.ts";
import { EventSet } from "../../src/set/event-set.ts";
import { crypto, testGenesis, testSigner } from "../kit/index.ts";
import { LabNode, labGenesis, settle } from "../member/lab.ts";

const zeros = "0".repeat(64);
const empty = { roster: null, previous: null, events: 0, state: zeros, budget: zeros, frontier: [] };

const { mesh, authors } = testGenesis(2);
const [maker, other] = authors as [(typeof authors)[number], (typeof authors)[number]];
const survivors: CertifyingRoster = { id: "1".repeat(64), members: [maker.key, other.key].toSorted(), survivors: 1 };

/** What a survivor does when its turn has come, on the roster of the survivors, whose last certificate was of the genesis. */
function turnAfter(number: number) {
  const rosterOf = (id: string | null) => (id === survivors.id ? survivors : undefined);
  const certifier = new Certifier({
    mesh,
    signer: maker.signer,
    crypto,
    view: new EventSet(),
    fold: { hashesAt: () => ({ roster: survivors.id, events: 1, state: zeros, budget: zeros }) },
    book: new CertificateBook({ mesh, crypto, rosterOf }),
    roster: survivors,
    lastSigned: makeCertificate({ ...empty, mesh, number }, crypto),
  });
  certifier.durable([], 1);
  certifier.tick(0, [maker.key]);
  const made = certifier.tick(2_000, [maker.key]);
  const noted = made.flatMap((effect) => (effect.kind === "journal" ? certifier.noted(effect.digest) : []));
  return { noted, hindrance: certifier.hindrance, lastSigned: certifier.lastSigned };
}

test("ME-41 a number is at most 2^48", () => {
  const items = decodeCbor(makeCertificate({ ...empty, mesh, number: 1 }, crypto).bytes) as readonly CborValue[];
  const opened = [CERTIFICATE_NUMBER_MAX, CERTIFICATE_NUMBER_MAX + 1].map((number) =>
    openCertificate(encodeCbor(items.with(3, number)), mesh, crypto),
  );
  expect(opened).toMatchObject([{ ok: true }, { error: { code: "CERTIFICATE_MALFORMED" } }]);
});

test("ME-41 whoever has no number left makes none and says so", () => {
  expect(turnAfter(CERTIFICATE_NUMBER_MAX - 1).lastSigned?.number).toBe(CERTIFICATE_NUMBER_MAX);
  expect(turnAfter(CERTIFICATE_NUMBER_MAX)).toMatchObject({
    noted: [],
    hindrance: { code: "CERTIFICATE_NUMBER_FAR" },
    lastSigned: { number: CERTIFICATE_NUMBER_MAX },
  });
});

test("ME-216 a survivor of an old mesh, of whose certificates it believes none any more, asks for the next number", () => {
  const { noted } = turnAfter(2 * NUMBERS_AHEAD_MAX);
  expect(noted).toMatchObject([
    { kind: "ask", to: other.key, certificate: { certificate: { number: 2 * NUMBERS_AHEAD_MAX + 1 } } },
  ]);
});

test("ME-216 S8 who was told to stand on the survivors' roster takes no certificate by keys stolen from the dead", () => {
  const genesis = labGenesis(4, { survivors: 2 });
  const ofMesh = crypto.sha256(encodeGenesis(genesis));
  const nodes = [0, 1, 2, 3].map((place) => new LabNode(genesis, place));
  settle(nodes, 120);
  const survivor = nodes[0] as LabNode;
  const { book } = survivor.member.certificates;
  const before = book.newestStable();
  if (before === null) throw new Error("expected a stable certificate");
  const { certificate } = before;
  const [roster] = survivor.member.write([
    openSuccessorEpoch({
      mesh: ofMesh,
      crypto,
      set: survivor.member.replica.events as EventSet,
      before: genesisRoster(genesis),
      survivors: [{ key: survivor.key, name: "s" }],
      certificate,
      approving: [testSigner("node 0")],
    }),
  ]);
  survivor.sync();
  expect(survivor.member.standOn(roster?.id ?? "")).toBe(true);
  const told = (number: number): void => {
    const forged = makeCertificate({ ...empty, mesh: ofMesh, number }, crypto);
    const signatures = [1, 2, 3].map((place) => signCertificate(forged.digest, testSigner(`node ${place}`)));
    const inOrder = signatures.toSorted((a, b) => (a.key < b.key ? -1 : 1));
    const offered = { bytes: forged.bytes, signatures: inOrder };
    survivor.hear(testSigner("node 1").key, { type: "certificate", certificate: offered });
  };
  told(certificate.number + 5);
  expect(book.stable?.digest).toBe(certificate.digest);
  settle([survivor], 200);
  expect(book.stable?.roster).toBe(roster?.id);
  for (const number of [certificate.number + 10, CERTIFICATE_NUMBER_MAX]) told(number);
  survivor.member.write([{ kind: "clock.beat", beats: 1 }]);
  settle([survivor], 200);
  expect(book.stable).toMatchObject({ roster: roster?.id, events: survivor.member.replica.events.size });
});
