import type { NodeKey } from "../event/event.ts";
import type { Cryptography, Signer } from "../ports/cryptography.ts";
import type { EventView } from "../set/event-set.ts";
import type { Frontier } from "../set/frontier.ts";
import { CERTIFICATE_NUMBER_MAX, makeCertificate, type OpenedCertificate } from "./certificate.ts";
import type { CertificateBook } from "./certificate-book.ts";
import type { CertificateFault } from "./certificate-fault.ts";
import { type CertificateSignature, signCertificate } from "./certificate-signature.ts";
import { certificateBytesMax, EXTENT_BYTES_LEAST, tooLarge } from "./certificate-size.ts";
import { CERTIFIER_DEFAULTS, type CertifierSettings } from "./certifier-settings.ts";
import { covers } from "./prefix.ts";
import { disagreement, type PrefixFold, type PrefixHashes } from "./prefix-fold.ts";
import { type CertifyingRoster, isMemberOf, quorumOf } from "./quorum.ts";
import type { SignedCertificate, UnverifiedCertificate } from "./signed-certificate.ts";
import { encodeSigningNote } from "./signing-note.ts";
import { turnOf } from "./turn.ts";

/** What the shell MUST do, in this order. */
export type CertifierEffect =
  /** Make the note durable in the journal, then call `noted`. The signature leaves only after that. */
  | { readonly kind: "journal"; readonly digest: string; readonly note: Uint8Array }
  /** Ask a member to check and to sign. */
  | { readonly kind: "ask"; readonly to: NodeKey; readonly certificate: SignedCertificate }
  | { readonly kind: "answer"; readonly to: NodeKey; readonly digest: string; readonly signature: CertificateSignature }
  /** It is stable: put it into the gossip that flows anyway. */
  | { readonly kind: "spread"; readonly certificate: SignedCertificate }
  /** Not signed, and why: for the eyes of an operator. */
  | { readonly kind: "refuse"; readonly from: NodeKey; readonly fault: CertificateFault };

export interface CertifierOptions {
  readonly mesh: string;
  readonly signer: Signer;
  readonly crypto: Cryptography;
  readonly view: EventView;
  readonly fold: PrefixFold;
  readonly book: CertificateBook;
  readonly roster: CertifyingRoster;
  /** From the notes in the journal; null for a new one. */
  readonly lastSigned: OpenedCertificate | null;
  readonly settings?: Partial<CertifierSettings>;
}

interface Asked {
  readonly certificate: OpenedCertificate;
  readonly from: NodeKey;
}

interface Collecting {
  readonly digest: string;
  pauseMs: number;
  askAgainMs: number;
}

/** Certificates that wait until their events are durable here. The oldest goes first. */
const WAITING_MAX = 16;
/** Pauses grow to this power of two while nothing becomes stable. */
const FAILED_DOUBLINGS_MAX = 4;
/** Where none can be made, trying again at once would only cost: what stands against it seldom goes away. */
const HINDERED_MS = 60_000;

/**
 * Makes, countersigns and completes certificates: one turn in, effects out, no clock and no network of its own.
 *
 * It signs in ascending numbers only, and each that it signs contains the one before. So two certificates of one roster
 * that are both stable share an honest signer, and neither contradicts the other (spec/mesh.md, ME-42 and ME-43), unless too many
 * lie or sign on disks that were set back (ME-543).
 */
export class Certifier {
  readonly #options: CertifierOptions;
  readonly #settings: CertifierSettings;
  #roster: CertifyingRoster;
  #fold: PrefixFold;
  #lastSigned: OpenedCertificate | null;
  #durable: Frontier = [];
  /** Certificates whose events are all on the disk: they stay there. */
  #onDisk = new WeakSet<OpenedCertificate>();
  #durableEvents = 0;
  #nowMs = 0;
  /** Signed, with its note on its way to the disk. */
  #noting: { readonly certificate: OpenedCertificate; readonly replyTo: NodeKey | null } | null = null;
  #waiting: Asked[] = [];
  #collecting: Collecting | null = null;
  /** What the newest certificate was when it was first seen. */
  #latestDigest: string | null | undefined = undefined;
  #latestSinceMs = 0;
  /** Certificates in a row that did not become stable. */
  #failed = 0;
  #stableNumber = 0;
  #dueSinceMs: number | null = null;
  readonly #heldBackBy = new Set<NodeKey>();
  #hindrance: CertificateFault | null = null;
  #hinderedUntilMs = -Infinity;

  constructor(options: CertifierOptions) {
    this.#options = options;
    this.#settings = { ...CERTIFIER_DEFAULTS, ...options.settings };
    this.#roster = options.roster;
    this.#fold = options.fold;
    this.#lastSigned = options.lastSigned;
    if (options.lastSigned === null) return;
    options.book.reach(options.lastSigned.number);
    this.#signAnew(options.lastSigned);
  }

  /** Why it can make none now; null where it can, as far as it knows. */
  get hindrance(): CertificateFault | null {
    return this.#hindrance;
  }

  /** The newest that this node signed, or began to sign. */
  get lastSigned(): OpenedCertificate | null {
    return this.#lastSigned;
  }

  /**
   * The node stands on another roster: what was asked under the old one is no longer wanted. `fold` is a new one where the
   * node was told to stand there; where it only followed, the old one follows too.
   */
  standOn(roster: CertifyingRoster, fold: PrefixFold = this.#fold): void {
    this.#roster = roster;
    this.#fold = fold;
    this.#hindrance = null;
    this.#hinderedUntilMs = -Infinity;
    this.#waiting = [];
    this.#collecting = null;
  }

  /** Everything in this frontier is on the disk for good: `events` of them. It only grows. */
  durable(frontier: Frontier, events: number): CertifierEffect[] {
    this.#durable = frontier;
    this.#durableEvents = events;
    return this.#signWhatWaits();
  }

  /** Time passed, monotonic ms. `live`: members that seem to answer, a guess that steers only whose turn it is. */
  tick(nowMs: number, live: readonly NodeKey[]): CertifierEffect[] {
    this.observe(nowMs);
    const isMember = isMemberOf(this.#roster, this.#options.signer.key);
    const made = isMember && this.#isMyTurn(live) ? this.#make() : [];
    return [...made, ...this.#askAgain()];
  }

  /** Notes the time at which a newer certificate was first seen. */
  observe(nowMs: number): void {
    this.#nowMs = nowMs;
    this.#observeLatest();
  }

  /** When `tick` may have something to do by time alone, whether or not its turn comes then. */
  dueMs(): number {
    return Math.min(this.#collecting?.askAgainMs ?? Infinity, this.#latestSinceMs + this.#pauseMs());
  }

  /** A certificate arrived: a wish for a signature, or a completed one. */
  receive(from: NodeKey, offered: UnverifiedCertificate): CertifierEffect[] {
    const entry = this.#options.book.add(offered);
    if (!entry.ok) return [{ kind: "refuse", from, fault: entry.error }];
    const { certificate, becameStable } = entry.value;
    this.#recallOwn(certificate);
    // Where what came and what was here make the quorum together, nobody else may have it whole.
    const isJoint = becameStable && offered.signatures.length < quorumOf(this.#roster);
    const spread = isJoint ? this.#spread(certificate.digest) : [];
    return [...spread, ...this.#respond(from, certificate, offered)];
  }

  #respond(from: NodeKey, certificate: OpenedCertificate, offered: UnverifiedCertificate): CertifierEffect[] {
    if (!this.#isWish(from, certificate, offered)) return this.#signWhatWaits();
    if (this.#hasSigned(certificate)) return this.#answer(certificate.digest, from);
    this.#holdBack(from, certificate);
    this.#wait({ certificate, from });
    return this.#signWhatWaits();
  }

  /** A member answered. */
  countersigned(from: NodeKey, digest: string, signature: CertificateSignature): CertifierEffect[] {
    if (signature.key !== from) return [];
    const entry = this.#options.book.addSignature(digest, signature);
    if (!entry.ok) return [{ kind: "refuse", from, fault: entry.error }];
    return entry.value.becameStable ? this.#spread(digest) : [];
  }

  /** The note of this digest is durable: the signature may leave. */
  noted(digest: string): CertifierEffect[] {
    const noting = this.#noting;
    if (noting?.certificate.digest !== digest) return [];
    this.#noting = null;
    const signature = signCertificate(digest, this.#options.signer);
    const entry = this.#options.book.add({ bytes: noting.certificate.bytes, signatures: [signature] });
    const spread = entry.ok && entry.value.becameStable ? this.#spread(digest) : [];
    const sent = noting.replyTo === null ? this.#collect(digest) : this.#answer(digest, noting.replyTo);
    return [...sent, ...spread, ...this.#signWhatWaits()];
  }

  /** The note may have outlived the signature: whoever asks again gets it. */
  #signAnew({ digest, bytes }: OpenedCertificate): void {
    const { book, signer } = this.#options;
    book.add({ bytes, signatures: [signCertificate(digest, signer)] });
  }

  /** Whether its maker asks for this node's signature: it says what it has, and that is not yet enough. */
  #isWish(from: NodeKey, { roster }: OpenedCertificate, { signatures }: UnverifiedCertificate): boolean {
    const has = new Set(signatures.map(({ key }) => key));
    const isWanting = has.has(from) && !has.has(this.#options.signer.key) && has.size < quorumOf(this.#roster);
    return isWanting && roster === this.#roster.id;
  }

  /** A disk that lost its notes learns from others what it had signed. */
  #recallOwn(certificate: OpenedCertificate): void {
    if (this.#hasSigned(certificate) && certificate.number > (this.#lastSigned?.number ?? 0)) {
      this.#lastSigned = certificate;
    }
  }

  #hasSigned({ digest }: OpenedCertificate): boolean {
    return this.#options.book.hasSigned(digest, this.#options.signer.key);
  }

  // Making

  #latest(): OpenedCertificate | null {
    const stable = this.#options.book.stable;
    return (stable?.number ?? 0) > (this.#lastSigned?.number ?? 0) ? stable : this.#lastSigned;
  }

  #observeLatest(): void {
    const stableNumber = this.#options.book.stable?.number ?? 0;
    if (stableNumber !== this.#stableNumber) this.#failed = 0;
    this.#stableNumber = stableNumber;
    const digest = this.#latest()?.digest ?? null;
    if (digest === this.#latestDigest) return;
    if (digest !== this.#options.book.stable?.digest) this.#failed += 1;
    this.#latestDigest = digest;
    this.#latestSinceMs = this.#nowMs;
    this.#dueSinceMs = null;
    this.#heldBackBy.clear();
  }

  #isMyTurn(live: readonly NodeKey[]): boolean {
    if (this.#noting !== null || this.#nowMs < this.#hinderedUntilMs || !this.#isDue()) {
      this.#dueSinceMs = null;
      return false;
    }
    this.#dueSinceMs ??= this.#nowMs;
    const turn = turnOf(this.#options.signer.key, this.#nextNumber(), live);
    return this.#nowMs - this.#dueSinceMs >= turn * this.#settings.takeOverMs * this.#patience();
  }

  #isDue(): boolean {
    const { everyEvents, everyMs, gapMs } = this.#settings;
    const sinceMs = this.#nowMs - this.#latestSinceMs;
    if (sinceMs < gapMs) return false;
    const base = this.#mustContain();
    if (!base.every((each) => this.#isOnDisk(each))) return false;
    const fresh = this.#durableEvents - Math.max(0, ...base.map(({ events }) => events));
    if (fresh > 0) return fresh >= everyEvents || sinceMs >= everyMs;
    const latest = this.#latest();
    const isUnfinished = latest !== null && !this.#options.book.isStable(latest.digest);
    return isUnfinished && sinceMs >= everyMs * this.#patience();
  }

  /** From the newest certificate until the next is due. An estimate from what is held, durable or not, that costs nothing. */
  #pauseMs(): number {
    const { everyEvents, everyMs, gapMs } = this.#settings;
    const { stable } = this.#options.book;
    const fresh = this.#options.view.size - Math.max(stable?.events ?? 0, this.#lastSigned?.events ?? 0);
    if (fresh > 0) return fresh >= everyEvents ? gapMs : everyMs;
    return this.#lastSigned === null || this.#lastSigned === stable ? Infinity : everyMs * this.#patience();
  }

  /** Two makers that do not hear each other in time would rival each other for ever, were their pauses not to grow. */
  #patience(): number {
    return 2 ** Math.min(this.#failed, FAILED_DOUBLINGS_MAX);
  }

  #nextNumber(): number {
    return (this.#latest()?.number ?? 0) + 1;
  }

  #make(): CertifierEffect[] {
    const { mesh, crypto } = this.#options;
    const bytesMax = certificateBytesMax(this.#roster);
    if (this.#nextNumber() > CERTIFICATE_NUMBER_MAX) return this.#hindered(numbersUsedUp());
    if (this.#durable.length * EXTENT_BYTES_LEAST > bytesMax) return this.#hindered(this.#tooLarge());
    const hashes = this.#hashesAt(this.#durable, "");
    if (hashes !== null && "code" in hashes) return this.#hindered(hashes, isUnreached(hashes) ? 0 : HINDERED_MS);
    // Its own roster may not be on the disk yet.
    if (hashes === null || hashes.roster !== this.#roster.id) return [];
    const draft = {
      mesh,
      number: this.#nextNumber(),
      previous: this.#lastSigned?.digest ?? null,
      ...hashes,
      frontier: this.#durable,
    };
    const certificate = makeCertificate(draft, crypto);
    return certificate.bytes.length > bytesMax ? this.#hindered(this.#tooLarge()) : this.#sign(certificate, null);
  }

  #tooLarge(): CertificateFault {
    return tooLarge(this.#durable, "", this.#roster);
  }

  /** None can be made: for the eyes of an operator, and no more. */
  #hindered(fault: CertificateFault, pauseMs = HINDERED_MS): CertifierEffect[] {
    this.#hindrance = fault;
    this.#hinderedUntilMs = this.#nowMs + pauseMs;
    return [];
  }

  /** A fold that throws costs this certificate and nothing else: whoever cannot fold signs nothing (ME-571). */
  #hashesAt(frontier: Frontier, place: string): PrefixHashes | CertificateFault | null {
    try {
      const hashes = this.#fold.hashesAt(frontier);
      return hashes !== null && "code" in hashes ? { ...hashes, place } : hashes;
    } catch (cause) {
      return { code: "CERTIFICATE_NOT_FOLDED", place, detail: String(cause) };
    }
  }

  #sign(certificate: OpenedCertificate, replyTo: NodeKey | null): CertifierEffect[] {
    this.#hindrance = null;
    this.#lastSigned = certificate;
    this.#noting = { certificate, replyTo };
    return [{ kind: "journal", digest: certificate.digest, note: encodeSigningNote(certificate) }];
  }

  // Collecting

  #collect(digest: string): CertifierEffect[] {
    const pauseMs = this.#settings.resendMs;
    this.#collecting = { digest, pauseMs, askAgainMs: this.#nowMs + pauseMs };
    return this.#askUnsigned(digest);
  }

  /** Messages get lost: whoever has not signed is asked again, ever more rarely, until it is stable or something newer is signed. */
  #askAgain(): CertifierEffect[] {
    const collecting = this.#collecting;
    if (collecting === null || this.#nowMs < collecting.askAgainMs) return [];
    if (collecting.digest !== this.#latest()?.digest || this.#options.book.isStable(collecting.digest)) {
      this.#collecting = null;
      return [];
    }
    collecting.pauseMs = Math.min(2 * collecting.pauseMs, this.#settings.resendMaxMs);
    collecting.askAgainMs = this.#nowMs + collecting.pauseMs;
    return this.#askUnsigned(collecting.digest);
  }

  #askUnsigned(digest: string): CertifierEffect[] {
    const { book, signer } = this.#options;
    const certificate = book.get(digest);
    if (certificate === null) return [];
    const unsigned = this.#roster.members.filter((key) => key !== signer.key && !book.hasSigned(digest, key));
    return unsigned.map((to) => ({ kind: "ask", to, certificate }) as const);
  }

  #spread(digest: string): CertifierEffect[] {
    const certificate = this.#options.book.get(digest);
    return certificate === null ? [] : [{ kind: "spread", certificate }];
  }

  // Countersigning

  #answer(digest: string, to: NodeKey): CertifierEffect[] {
    const signature = this.#options.book.signatureBy(digest, this.#options.signer.key);
    return signature === undefined ? [] : [{ kind: "answer", to, digest, signature }];
  }

  /** Somebody else is at it: no rival certificate while it may still come. Each member holds one back once only. */
  #holdBack(from: NodeKey, { number }: OpenedCertificate): void {
    if (this.#heldBackBy.has(from) || number < this.#nextNumber()) return;
    this.#heldBackBy.add(from);
    if (this.#dueSinceMs !== null) this.#dueSinceMs = this.#nowMs + this.#settings.takeOverMs * this.#patience();
  }

  #wait(asked: Asked): void {
    if (this.#waiting.some(({ certificate }) => certificate.digest === asked.certificate.digest)) return;
    this.#waiting = [...this.#waiting, asked].slice(-WAITING_MAX);
  }

  /** Signs the newest that can be signed, and drops those that never will be. */
  #signWhatWaits(): CertifierEffect[] {
    const refused: CertifierEffect[] = [];
    const newestFirst = this.#waiting.toSorted((a, b) => b.certificate.number - a.certificate.number);
    for (const asked of newestFirst) {
      if (this.#noting !== null) break;
      const verdict = this.#judge(asked.certificate);
      if (verdict === "wait") continue;
      this.#waiting = this.#waiting.filter((other) => other !== asked);
      if (verdict === "sign") return [...refused, ...this.#sign(asked.certificate, asked.from)];
      if (verdict !== "late") refused.push({ kind: "refuse", from: asked.from, fault: verdict });
    }
    return refused;
  }

  #judge(certificate: OpenedCertificate): "sign" | "wait" | "late" | CertificateFault {
    const { view, signer } = this.#options;
    const { number, frontier, digest } = certificate;
    if (!isMemberOf(this.#roster, signer.key) || number <= (this.#lastSigned?.number ?? 0)) return "late";
    const before = this.#mustContain();
    if (![certificate, ...before].every((each) => this.#isOnDisk(each))) return "wait";
    const isExtending = before.every((each) => each.number < number && covers(view, frontier, each.frontier));
    if (!isExtending) return { code: "CERTIFICATE_NOT_EXTENDING", place: digest, detail: `number ${number}` };
    const hashes = this.#hashesAt(frontier, digest);
    if (hashes === null || ("code" in hashes && isUnreached(hashes))) return "wait";
    return "code" in hashes ? hashes : (disagreement(certificate, hashes) ?? "sign");
  }

  #isOnDisk(certificate: OpenedCertificate): boolean {
    if (this.#onDisk.has(certificate)) return true;
    const isOnDisk = covers(this.#options.view, this.#durable, certificate.frontier);
    if (isOnDisk) this.#onDisk.add(certificate);
    return isOnDisk;
  }

  /**
   * What the next certificate has to contain: the last signed and the newest stable one. One of an earlier roster of which
   * nobody here holds the events binds nobody any more: that roster's survivors gave them up.
   */
  #mustContain(): OpenedCertificate[] {
    const stable = this.#options.book.stable;
    const isOne = this.#lastSigned?.digest === stable?.digest;
    return (isOne ? [stable] : [this.#lastSigned, stable])
      .filter((each) => each !== null)
      .filter(({ roster, frontier }) => roster === this.#roster.id || holdsTips(this.#options.view, frontier));
  }
}

const numbersUsedUp = (): CertificateFault => ({
  code: "CERTIFICATE_NUMBER_FAR",
  place: "",
  detail: `no number is left below ${CERTIFICATE_NUMBER_MAX}`,
});

/** What was given up and has turned up since its frontier was taken stands in the way only until the next is. */
const isUnreached = ({ code }: CertificateFault): boolean =>
  code === "FRONTIER_NOT_HELD" || code === "FRONTIER_NOT_CLOSED";

const holdsTips = (view: EventView, frontier: Frontier): boolean =>
  frontier.every(({ tips }) => tips.every((tip) => view.get(tip) !== undefined));
