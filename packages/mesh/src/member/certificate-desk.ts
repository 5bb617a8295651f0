import { type CertificateSignature } from "../certificate/certificate-signature.ts";
import { CertificateBook } from "../certificate/certificate-book.ts";
import type { CertificateFault } from "../certificate/certificate-fault.ts";
import { Certifier, type CertifierEffect } from "../certificate/certifier.ts";
import type { CertifierSettings } from "../certificate/certifier-settings.ts";
import { LossWindow, type LossWindowReading } from "../certificate/loss-window.ts";
import { type CertifyingRoster, certifyingRoster } from "../certificate/quorum.ts";
import { encodeSignedCertificate, type UnverifiedCertificate, unverified } from "../certificate/signed-certificate.ts";
import type { PrefixFold } from "../certificate/prefix-fold.ts";
import { lastSigned } from "../certificate/signing-note.ts";
import { stateFold } from "../certificate/state-fold.ts";
import type { EventId, MeshEvent, NodeKey } from "../event/event.ts";
import type { Genesis } from "../event/genesis.ts";
import type { Cryptography, Signer } from "../ports/cryptography.ts";
import { type Roster, rosterId } from "../roster/roster.ts";
import type { EventView } from "../set/event-set.ts";
import { frontierOf } from "../set/frontier.ts";
import type { MeshState } from "../state/mesh-state.ts";
import type { MemberMessage } from "./member-message.ts";
import type { MemberRecord } from "./member-record.ts";

/** How soon the certifier is asked again when something was due and it was not its turn, or not everything was there. */
const LOOK_AGAIN_MS = 1_000;

export type CertificateDeskEffect =
  | { readonly type: "send"; readonly to: NodeKey; readonly message: MemberMessage }
  /** To be kept; `noted` is called with the digest when it is durable, if there is one. */
  | { readonly type: "keep"; readonly record: MemberRecord; readonly digest: string | null }
  | { readonly type: "refused"; readonly from: NodeKey; readonly fault: CertificateFault };

const NOTHING: readonly CertificateDeskEffect[] = [];

export interface CertificateDeskOptions {
  readonly mesh: string;
  readonly genesis: Genesis;
  readonly signer: Signer;
  readonly crypto: Cryptography;
  readonly events: EventView;
  readonly state: MeshState;
  /** Of certificates that it signed, from its journal. */
  readonly notes: readonly Uint8Array[];
  readonly peers: () => readonly NodeKey[];
  readonly settings: Partial<CertifierSettings>;
}

/**
 * A member's part in certificates: what it makes, signs, keeps and passes on. While its anchor is not held it stands on no
 * roster, and does none of this: it trusts no signature and gives none.
 */
export class CertificateDesk {
  readonly book: CertificateBook;
  readonly #options: CertificateDeskOptions;
  /** Null until it first stands on a roster. */
  #certifier: Certifier | null = null;
  /** Of the journal, until there is a roster to check them by. */
  #unread: readonly UnverifiedCertificate[] = [];
  readonly #rosters = new Map<EventId | null, CertifyingRoster>();
  readonly #loss = new LossWindow();
  #effects: CertificateDeskEffect[] = [];
  #roster: EventId | null | undefined;
  #anchor: EventId | null = null;
  #stable: string | null = null;
  #lookedMs = -Infinity;

  constructor(options: CertificateDeskOptions) {
    const { mesh, crypto, state } = options;
    this.#options = options;
    this.book = new CertificateBook({ mesh, crypto, rosterOf: (id) => this.#rosters.get(id) });
    this.#roster = rosterIdOf(state.roster);
    this.#follow();
  }

  /** Why it can make no certificate now; null where it can, as far as it knows. */
  get hindrance(): CertificateFault | null {
    return this.#certifier?.hindrance ?? null;
  }

  /** Certificates that its journal held: checked again, for signatures cost little here. */
  recover(certificates: readonly UnverifiedCertificate[]): void {
    if (this.#certifier === null) this.#unread = certificates;
    else for (const certificate of certificates) this.book.add(certificate);
    this.#stable = this.book.stable?.digest ?? null;
  }

  admit(events: readonly MeshEvent[], nowMs: number): void {
    for (const event of events) this.#loss.admit(event, nowMs);
    if (rosterIdOf(this.#options.state.roster) !== this.#roster) this.#follow();
  }

  /** Everything that is held is on the disk. */
  allDurable(): void {
    const { events } = this.#options;
    if (this.#certifier !== null) this.#do(this.#certifier.durable(frontierOf(events), events.size));
  }

  noted(digest: string, nowMs: number): void {
    this.#do(this.#certifier?.noted(digest));
    this.#noteStable(nowMs);
  }

  /** True when `allDurable` is to be called first, if it is so. */
  isDue(nowMs: number): boolean {
    return nowMs >= this.nextWakeMs();
  }

  onTime(nowMs: number, live: readonly NodeKey[]): void {
    this.#lookedMs = nowMs;
    this.#do(this.#certifier?.tick(nowMs, live));
    this.#noteStable(nowMs);
  }

  nextWakeMs(): number {
    if (this.#certifier === null || this.#isQuiet()) return Infinity;
    const dueMs = this.#certifier.dueMs();
    return dueMs > this.#lookedMs ? dueMs : this.#lookedMs + LOOK_AGAIN_MS;
  }

  onCertificate(from: NodeKey, certificate: UnverifiedCertificate, nowMs: number): void {
    this.#do(this.#certifier?.receive(from, certificate));
    this.#certifier?.observe(nowMs);
    this.#noteStable(nowMs);
  }

  onCountersigned(from: NodeKey, digest: string, signature: CertificateSignature, nowMs: number): void {
    this.#do(this.#certifier?.countersigned(from, digest, signature));
    this.#certifier?.observe(nowMs);
    this.#noteStable(nowMs);
  }

  /** What would die with its holders if the blast came now (S9). */
  lossWindow(nowMs: number): LossWindowReading {
    return this.#loss.read(nowMs);
  }

  takeEffects(): readonly CertificateDeskEffect[] {
    if (this.#effects.length === 0) return NOTHING;
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  /** Nothing is held that is not certified for good. */
  #isQuiet(): boolean {
    return this.book.stable?.events === this.#options.events.size;
  }

  #noteStable(nowMs: number): void {
    if (this.book.stable === null || this.book.stable.digest === this.#stable) return;
    const newest = this.book.newestStable();
    if (newest === null) return;
    this.#stable = newest.certificate.digest;
    this.#loss.stable(newest.certificate.frontier, this.#options.events, nowMs);
    this.#effects.push({
      type: "keep",
      record: { kind: "certificate", bytes: encodeSignedCertificate(newest) },
      digest: null,
    });
  }

  #follow(): void {
    const { state, events, genesis, crypto } = this.#options;
    this.#roster = rosterIdOf(state.roster);
    if (state.roster === undefined) return;
    const roster = certifyingRoster(state.roster, genesis);
    const { anchor } = state.standings;
    // Told to stand elsewhere, it believes none of those before any more, as after a restart: their keys may be in other hands.
    if (anchor !== this.#anchor) this.#rosters.clear();
    this.#anchor = anchor;
    this.#rosters.set(roster.id, roster);
    const fold = stateFold(events, { genesis, anchor, cryptography: crypto });
    if (this.#certifier === null) this.#begin(roster, fold);
    else this.#certifier.standOn(roster, fold);
  }

  #begin(roster: CertifyingRoster, fold: PrefixFold): void {
    const { mesh, crypto, notes, events } = this.#options;
    const last = lastSigned(notes, mesh, crypto);
    this.#certifier = new Certifier({
      ...this.#options,
      view: events,
      fold,
      book: this.book,
      roster,
      lastSigned: last,
    });
    for (const certificate of this.#unread) this.book.add(certificate);
    this.#unread = [];
  }

  #do(effects: readonly CertifierEffect[] = []): void {
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: CertifierEffect): void {
    switch (effect.kind) {
      case "journal":
        this.#effects.push({ type: "keep", record: { kind: "signed", bytes: effect.note }, digest: effect.digest });
        return;
      case "ask":
        this.#send(effect.to, { type: "certificate", certificate: unverified(effect.certificate) });
        return;
      case "answer":
        this.#send(effect.to, { type: "countersigned", digest: effect.digest, signature: effect.signature });
        return;
      case "spread":
        for (const peer of this.#options.peers()) {
          this.#send(peer, { type: "certificate", certificate: unverified(effect.certificate) });
        }
        return;
      case "refuse":
        this.#effects.push({ type: "refused", from: effect.from, fault: effect.fault });
    }
  }

  #send(to: NodeKey, message: MemberMessage): void {
    this.#effects.push({ type: "send", to, message });
  }
}

/** Undefined: it stands nowhere. */
const rosterIdOf = (roster: Roster | undefined): EventId | null | undefined => roster && rosterId(roster);
