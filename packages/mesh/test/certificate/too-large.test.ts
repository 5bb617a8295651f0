import { expect, test } from "vitest";
import { makeCertificate, type OpenedCertificate } from "../../src/certificate/certificate.ts";
import { CertificateBook } from "../../src/certificate/certificate-book.ts";
import { Certifier, type CertifierEffect } from "../../src/certificate/certifier.ts";
import type { PrefixFold, PrefixHashes } from "../../src/certificate/prefix-fold.ts";
import { certifyingRoster } from "../../src/certificate/quorum.ts";
import { encodeSignedCertificate, unverified } from "../../src/certificate/signed-certificate.ts";
import { stateFold } from "../../src/certificate/state-fold.ts";
import { RECORD_BYTES_MAX } from "../../src/journal/record.ts";
import type { Cryptography } from "../../src/ports/cryptography.ts";
import { genesisRoster } from "../../src/roster/roster.ts";
import { EventSet } from "../../src/set/event-set.ts";
import { type Frontier, frontierOf } from "../../src/set/frontier.ts";
import type { ChainExtent } from "../../src/set/chain-extent.ts";
import { testGenesis } from "../kit/index.ts";
import { certify, foldOf, setOf, shared, signedBy } from "./world.ts";

const bed = testGenesis(4);
const roster = certifyingRoster(genesisRoster(bed.genesis), bed.genesis);
const [maker, other] = bed.authors as [(typeof bed.authors)[number], (typeof bed.authors)[number]];
const hashes: PrefixHashes = { roster: null, events: 1, state: "11".repeat(32), budget: "22".repeat(32) };

/** So many chains of one author, as if it had opened as many incarnations. */
const frontierOfChains = (chains: number, tips = 1): Frontier =>
  Array.from({ length: chains }, (_, place): ChainExtent => {
    const digits = place.toString(16).padStart(32, "0");
    const ids = Array.from({ length: tips }, (__, tip) => `${tip}`.padStart(64, "0"));
    return { key: `${other.key}/${digits}`, length: 1, tips: ids };
  });

function certifierWith(fold: PrefixFold) {
  const book = new CertificateBook({
    mesh: bed.mesh,
    crypto: shared,
    rosterOf: (id) => (id === null ? roster : undefined),
  });
  const certifier = new Certifier({
    mesh: bed.mesh,
    signer: maker.signer,
    crypto: shared,
    view: new EventSet(),
    fold,
    book,
    roster,
    lastSigned: null,
  });
  return { book, certifier };
}

/** What its turn comes to when all of this is on its disk. */
function turnWith(frontier: Frontier): { readonly effects: readonly CertifierEffect[]; readonly certifier: Certifier } {
  const { certifier } = certifierWith({ hashesAt: () => hashes });
  certifier.durable(frontier, 1);
  certifier.tick(0, [maker.key]);
  certifier.tick(2_000, [maker.key]);
  return { effects: certifier.tick(2_001, [maker.key]), certifier };
}

const notesOf = (effects: readonly CertifierEffect[]) =>
  effects.flatMap((effect) => (effect.kind === "journal" ? [effect.note] : []));

const made = (frontier: Frontier): OpenedCertificate =>
  makeCertificate({ mesh: bed.mesh, number: 1, previous: null, ...hashes, frontier }, shared);

test("ME-570 the longest certificate that is made fits into a journal's record: its note, and with every member's signature", () => {
  let [fits, tooMany] = [1_000, 20_000];
  while (tooMany - fits > 1) {
    const chains = Math.floor((fits + tooMany) / 2);
    const { certifier } = turnWith(frontierOfChains(chains));
    if (certifier.lastSigned === null) tooMany = chains;
    else fits = chains;
  }
  console.info(`ME-570  a certificate has at most ${fits} chains in a mesh of 4`);
  expect(fits).toBeGreaterThan(10_000);
  const { certifier } = turnWith(frontierOfChains(fits));
  expect(certifier.hindrance).toBeNull();
  const signed = encodeSignedCertificate(signedBy(made(frontierOfChains(fits)), bed.authors));
  expect(signed.length).toBeLessThanOrEqual(RECORD_BYTES_MAX);
  expect(encodeSignedCertificate(signedBy(made(frontierOfChains(tooMany)), bed.authors)).length).toBeGreaterThan(
    RECORD_BYTES_MAX - 200,
  );
});

test("ME-570 one that does not fit is not made, not signed and not noted, and why is said with whose chains there are", () => {
  for (const frontier of [frontierOfChains(12_000), frontierOfChains(9_000, 3)]) {
    const { effects, certifier } = turnWith(frontier);
    expect(notesOf(effects)).toEqual([]);
    expect(certifier.lastSigned).toBeNull();
    expect(certifier.hindrance?.code).toBe("CERTIFICATE_TOO_LARGE");
    expect(certifier.hindrance?.detail).toContain(`no certificate fits: ${frontier.length} chains`);
    expect(certifier.hindrance?.detail).toContain(other.key);
  }
});

test("ME-570 where there are too many chains for any certificate nothing is folded for one", () => {
  const { certifier } = certifierWith({
    hashesAt: () => {
      throw new Error("a fold of all of it");
    },
  });
  certifier.durable(frontierOfChains(12_000), 1);
  certifier.tick(0, [maker.key]);
  certifier.tick(2_000, [maker.key]);
  expect(certifier.hindrance?.code).toBe("CERTIFICATE_TOO_LARGE");
});

test("ME-570 one that does not fit is not taken from another either, whoever signed it", () => {
  const { certifier, book } = certifierWith({ hashesAt: () => hashes });
  const signed = signedBy(made(frontierOfChains(12_000)), bed.authors);
  const effects = certifier.receive(other.key, unverified(signed));
  expect(effects).toMatchObject([{ kind: "refuse", from: other.key, fault: { code: "CERTIFICATE_TOO_LARGE" } }]);
  expect(book.size).toBe(0);
});

test("ME-571 a fold that throws costs a certificate and nothing else, and is tried again after 60 s", () => {
  let isFailing = true;
  const hashesAt = () => {
    if (isFailing) throw new RangeError("out of something");
    return hashes;
  };
  const { certifier } = certifierWith({ hashesAt });
  certifier.durable(frontierOfChains(3), 1);
  certifier.tick(0, [maker.key]);
  expect(certifier.tick(2_000, [maker.key])).toEqual([]);
  expect(certifier.hindrance).toMatchObject({ code: "CERTIFICATE_NOT_FOLDED", detail: "RangeError: out of something" });
  isFailing = false;
  expect(notesOf(certifier.tick(30_000, [maker.key]))).toEqual([]);
  expect(notesOf(certifier.tick(62_001, [maker.key])).length).toBe(1);
  expect(certifier.hindrance).toBeNull();
});

test("ME-571 after a fold that threw the next begins anew: no hash of half a fold is ever signed", () => {
  const opened = maker.open();
  const entries = [new Uint8Array([123, 125])];
  const written = maker.write({ kind: "kernel.entries", site: "s", first: 0, entries, movements: [] });
  const set = setOf([opened, written]);
  const truth = certify(set, bed).certificate;
  let isFailing = true;
  const failing: Cryptography = {
    ...shared,
    sha256Bytes: (bytes) => {
      if (isFailing) throw new Error("no hash now");
      return shared.sha256Bytes(bytes);
    },
  };
  const fold = stateFold(set, { genesis: bed.genesis, anchor: null, cryptography: failing });
  expect(() => fold.hashesAt(frontierOf(set))).toThrow("no hash now");
  isFailing = false;
  expect(fold.hashesAt(frontierOf(set))).toMatchObject({ state: truth.state, budget: truth.budget, events: 2 });
  expect(foldOf(bed.genesis)(set, null)?.state).toBe(truth.state);
});
