import { err, ok, type Result } from "@plimsoll/foundation";
import type { EventId, NodeKey } from "../event/event.ts";
import type { Cryptography } from "../ports/cryptography.ts";
import { certificateDigest, type OpenedCertificate, openCertificate } from "./certificate.ts";
import type { CertificateFault, CertificateFaultCode } from "./certificate-fault.ts";
import { certificateBytesMax, tooLarge } from "./certificate-size.ts";
import { certificateMessage, type CertificateSignature } from "./certificate-signature.ts";
import { type CertifyingRoster, isMemberOf, quorumOf } from "./quorum.ts";
import type { SignedCertificate, UnverifiedCertificate } from "./signed-certificate.ts";

/** Stable ones kept. Once two newer are stable, an older one shows nothing more. */
const STABLE_KEPT = 2;
/** Certificates kept for each member that signed them, while they are not stable: a liar fills only its own share. */
const UNSTABLE_KEPT_PER_SIGNER = 4;
/** A minority cannot lift the numbers further than this beyond what is known, so that nobody can use them up. */
export const NUMBERS_AHEAD_MAX = 65_536;

export interface BookOptions {
  readonly mesh: string;
  readonly crypto: Cryptography;
  /**
   * Rosters that the node stands on or came from by majorities, and MUST be no others: a stranger's roster certifies anything, and
   * one that it was told to leave whatever thieves of its keys like.
   */
  readonly rosterOf: (id: EventId | null) => CertifyingRoster | undefined;
}

export interface BookEntry {
  readonly certificate: OpenedCertificate;
  readonly isStable: boolean;
  /** Stable by what was just added. */
  readonly becameStable: boolean;
}

interface Page {
  readonly certificate: OpenedCertificate;
  readonly roster: CertifyingRoster;
  readonly signatures: Map<NodeKey, CertificateSignature>;
  /** As it is handed out; null since the last signature. */
  signed: SignedCertificate | null;
}

/**
 * The certificates of a mesh: a grow-only set of certificates and of members' signatures on them, merged by union.
 *
 * Each signature is checked before it counts. What has fallen away comes back only by being told anew.
 */
export class CertificateBook {
  readonly #options: BookOptions;
  readonly #pages = new Map<string, Page>();
  #stable: Page | null = null;
  /** That of the last that the node itself signed. */
  #reached = 0;

  constructor(options: BookOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#pages.size;
  }

  /** What the node signed itself, under whatever roster, shows how far the numbers are: no certificate of it need be here. */
  reach(number: number): void {
    this.#reached = Math.max(this.#reached, number);
  }

  /** Takes a certificate with at least one signature that holds. One that does not hold spoils it all. */
  add(offered: UnverifiedCertificate): Result<BookEntry, CertificateFault> {
    const opened = this.#open(offered.bytes);
    if (!opened.ok) return opened;
    const certificate = opened.value;
    const roster = this.#options.rosterOf(certificate.roster);
    if (roster === undefined) return err(rosterUnknown(certificate));
    if (offered.bytes.length > certificateBytesMax(roster))
      return err(tooLarge(certificate.frontier, certificate.digest, roster));
    return this.#addTo(this.#pages.get(certificate.digest) ?? emptyPage(certificate, roster), offered.signatures);
  }

  /** One more signature of a certificate that is held. */
  addSignature(digest: string, signature: CertificateSignature): Result<BookEntry, CertificateFault> {
    const page = this.#pages.get(digest);
    if (page !== undefined) return this.#addTo(page, [signature]);
    return err({ code: "CERTIFICATE_EVENT_MISSING", place: digest, detail: "no such certificate is held" });
  }

  get(digest: string): SignedCertificate | null {
    const page = this.#pages.get(digest);
    return page === undefined ? null : signedOf(page);
  }

  isStable(digest: string): boolean {
    const page = this.#pages.get(digest);
    return page !== undefined && isStable(page);
  }

  hasSigned(digest: string, key: NodeKey): boolean {
    return this.#pages.get(digest)?.signatures.has(key) ?? false;
  }

  signatureBy(digest: string, key: NodeKey): CertificateSignature | undefined {
    return this.#pages.get(digest)?.signatures.get(key);
  }

  /** The newest that any s survivors can rebuild; null before there is one. */
  newestStable(): SignedCertificate | null {
    return this.#stable === null ? null : signedOf(this.#stable);
  }

  /** Its certificate alone, which costs nothing to read. */
  get stable(): OpenedCertificate | null {
    return this.#stable?.certificate ?? null;
  }

  /** The newest of all, whether or not enough have signed it. */
  newest(): SignedCertificate | null {
    const page = [...this.#pages.values()].toSorted(byNumber).at(-1);
    return page === undefined ? null : signedOf(page);
  }

  /** By number and digest. */
  all(): SignedCertificate[] {
    return [...this.#pages.values()].toSorted(byNumber).map(signedOf);
  }

  /** Most that come are known: their bytes need no second reading. */
  #open(bytes: Uint8Array): Result<OpenedCertificate, CertificateFault> {
    const { mesh, crypto } = this.#options;
    const known = this.#pages.get(certificateDigest(bytes, crypto));
    return known === undefined ? openCertificate(bytes, mesh, crypto) : ok(known.certificate);
  }

  #addTo(page: Page, signatures: readonly CertificateSignature[]): Result<BookEntry, CertificateFault> {
    const { certificate } = page;
    // It may have been believed when it came.
    if (this.#options.rosterOf(certificate.roster) === undefined) return err(rosterUnknown(certificate));
    const fresh = signatures.filter((signature) => !isHeld(page, signature));
    const wrong = this.#wrongSignature(page, fresh);
    if (wrong !== null) return err(wrong);
    if (page.signatures.size + fresh.length === 0) {
      return fault("CERTIFICATE_QUORUM_MISSING", certificate, "signed by nobody");
    }
    if (this.#isFarAhead(page, fresh)) {
      return fault("CERTIFICATE_NUMBER_FAR", certificate, `number ${certificate.number} without a majority`);
    }
    return ok(this.#keep(page, fresh));
  }

  #wrongSignature(page: Page, fresh: readonly CertificateSignature[]): CertificateFault | null {
    const { digest } = page.certificate;
    const message = certificateMessage(digest);
    for (const signature of fresh) {
      const place = signature.key;
      if (!isMemberOf(page.roster, place)) {
        return { code: "CERTIFICATE_SIGNER_UNKNOWN", place, detail: "not a member of its roster" };
      }
      if (!this.#options.crypto.verify(place, message, signature.signature)) {
        return { code: "CERTIFICATE_SIGNATURE_FALSE", place, detail: `on ${digest}` };
      }
    }
    return null;
  }

  #isFarAhead({ certificate, roster, signatures }: Page, fresh: readonly CertificateSignature[]): boolean {
    const known = Math.max(this.stable?.number ?? 0, this.#reached);
    if (certificate.number <= known + NUMBERS_AHEAD_MAX) return false;
    const signers = new Set([...signatures.keys(), ...fresh.map(({ key }) => key)]);
    return 2 * signers.size <= roster.members.length;
  }

  #keep(page: Page, fresh: readonly CertificateSignature[]): BookEntry {
    const { certificate } = page;
    const wasStable = isStable(page);
    for (const signature of fresh) page.signatures.set(signature.key, signature);
    if (fresh.length > 0) page.signed = null;
    const isNew = !this.#pages.has(certificate.digest);
    this.#pages.set(certificate.digest, page);
    const becameStable = isStable(page) && !wasStable;
    // One more signature makes no page more: there is nothing to throw out until the next comes.
    if (isNew || becameStable) this.#prune();
    return { certificate, isStable: isStable(page), becameStable };
  }

  #prune(): void {
    const pages = [...this.#pages.values()].toSorted(byNumber).toReversed();
    const stable = pages.filter(isStable);
    this.#stable = stable[0] ?? null;
    const oldestStable = stable[STABLE_KEPT - 1]?.certificate.number ?? 0;
    const shares = new Map<NodeKey, number>();
    for (const page of pages) {
      const isOld = page.certificate.number < oldestStable;
      const isWanted = isStable(page) || this.#takesShare(page, shares);
      if (isOld || !isWanted) this.#pages.delete(page.certificate.digest);
    }
  }

  /** Whether some signer of it has room for it: pages come newest first. */
  #takesShare({ signatures }: Page, shares: Map<NodeKey, number>): boolean {
    let isWanted = false;
    for (const key of signatures.keys()) {
      const taken = (shares.get(key) ?? 0) + 1;
      shares.set(key, taken);
      if (taken <= UNSTABLE_KEPT_PER_SIGNER) isWanted = true;
    }
    return isWanted;
  }
}

/** A second signature of one key adds nothing: the first that came is kept, and either is good. */
const isHeld = ({ signatures }: Page, { key }: CertificateSignature): boolean => signatures.has(key);

const isStable = ({ signatures, roster }: Page): boolean => signatures.size >= quorumOf(roster);

const signedOf = (page: Page): SignedCertificate =>
  (page.signed ??= {
    certificate: page.certificate,
    signatures: [...page.signatures.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1)),
  });

const emptyPage = (certificate: OpenedCertificate, roster: CertifyingRoster): Page => ({
  certificate,
  roster,
  signatures: new Map(),
  signed: null,
});

const fault = (code: CertificateFaultCode, { digest }: OpenedCertificate, detail: string) =>
  err({ code, place: digest, detail });

const rosterUnknown = ({ digest, roster }: OpenedCertificate): CertificateFault => ({
  code: "CERTIFICATE_ROSTER_UNKNOWN",
  place: digest,
  detail: `roster ${roster}`,
});

const byNumber = ({ certificate: a }: Page, { certificate: b }: Page): number =>
  a.number === b.number ? (a.digest < b.digest ? -1 : 1) : a.number - b.number;
