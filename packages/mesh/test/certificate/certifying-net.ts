import type { RandomStream } from "@plimsoll/foundation";
import type { OpenedCertificate } from "../../src/certificate/certificate.ts";
import { CertificateBook } from "../../src/certificate/certificate-book.ts";
import type { CertificateFault } from "../../src/certificate/certificate-fault.ts";
import { Certifier, type CertifierEffect } from "../../src/certificate/certifier.ts";
import type { CertifierSettings } from "../../src/certificate/certifier-settings.ts";
import { LossWindow } from "../../src/certificate/loss-window.ts";
import { certifyingRoster } from "../../src/certificate/quorum.ts";
import { type SignedCertificate, unverified } from "../../src/certificate/signed-certificate.ts";
import { lastSigned } from "../../src/certificate/signing-note.ts";
import { stateFold } from "../../src/certificate/state-fold.ts";
import type { MeshEvent, NodeKey } from "../../src/event/event.ts";
import { genesisRoster } from "../../src/roster/roster.ts";
import { EventSet } from "../../src/set/event-set.ts";
import { frontierOf } from "../../src/set/frontier.ts";
import type { TestAuthor, TestMesh } from "../kit/index.ts";
import { shared } from "./world.ts";

export interface NetSettings {
  readonly bed: TestMesh;
  readonly random: RandomStream;
  readonly certifier?: Partial<CertifierSettings>;
  /** Of messages and events, in ms. */
  readonly delayMs?: readonly [number, number];
  /** Of 1 000 messages so many are lost, and so many come twice. */
  readonly lostPermille?: number;
  readonly twicePermille?: number;
  readonly diskMs?: number;
}

/** One node: its set, its disk, its certifier. */
export class NetNode {
  readonly author: TestAuthor;
  readonly set = new EventSet();
  readonly notes: Uint8Array[] = [];
  readonly refusals: CertificateFault[] = [];
  readonly window = new LossWindow();
  /** ms from here to stable, of the events that it wrote. */
  readonly waitsMs: number[] = [];
  isUp = true;
  isSyncing = false;
  book: CertificateBook;
  certifier: Certifier;
  readonly #bed: TestMesh;
  readonly #settings: Partial<CertifierSettings>;

  constructor(author: TestAuthor, bed: TestMesh, settings: Partial<CertifierSettings>) {
    this.author = author;
    this.#bed = bed;
    this.#settings = settings;
    [this.book, this.certifier] = this.#boot();
  }

  get key(): NodeKey {
    return this.author.key;
  }

  /** Memory is gone; set and notes are on the disk. */
  restart(): void {
    this.isSyncing = false;
    [this.book, this.certifier] = this.#boot();
    this.certifier.durable(frontierOf(this.set), this.set.size);
  }

  #boot(): [CertificateBook, Certifier] {
    const { genesis, mesh } = this.#bed;
    const roster = certifyingRoster(genesisRoster(genesis), genesis);
    const rosterOf = (id: string | null) => (id === null ? roster : undefined);
    const book = new CertificateBook({ mesh, crypto: shared, rosterOf });
    const certifier = new Certifier({
      mesh,
      signer: this.author.signer,
      crypto: shared,
      view: this.set,
      fold: stateFold(this.set, { genesis, anchor: null, cryptography: shared }),
      book,
      roster,
      lastSigned: lastSigned(this.notes, mesh, shared),
      settings: this.#settings,
    });
    return [book, certifier];
  }
}

/** A small world of certifiers, in virtual time: events and messages are late, lost, repeated and reordered. */
export class CertifyingNet {
  readonly nodes: readonly NetNode[];
  nowMs = 0;
  /** Messages that were sent, by kind. */
  readonly sent = { ask: 0, answer: 0 };
  /** Every certificate that some node saw become stable. */
  readonly stable = new Map<string, SignedCertificate>();
  /** Every certificate that some honest node asked for. */
  readonly asked = new Map<string, OpenedCertificate>();
  readonly #settings: Required<Omit<NetSettings, "certifier">>;
  readonly #due = new Map<number, (() => void)[]>();

  constructor(settings: NetSettings) {
    const { bed, random, delayMs = [5, 50], lostPermille = 0, twicePermille = 0, diskMs = 1 } = settings;
    this.#settings = { bed, random, delayMs, lostPermille, twicePermille, diskMs };
    this.nodes = bed.authors.map((author) => new NetNode(author, bed, settings.certifier ?? {}));
  }

  /** An author's event: on its own disk at once, at the others after a delay. */
  write(event: MeshEvent, by: NetNode): void {
    this.#admit(by, event);
    for (const node of this.nodes) if (node !== by) this.#deliver(() => this.#admit(node, event));
  }

  /** Comes back from its disk and is told what it missed, as sync does. */
  rise(node: NetNode): void {
    if (!node.isUp) node.restart();
    node.isUp = true;
    for (const other of this.nodes) {
      for (const chain of other.set.chains()) for (const event of chain.events()) this.#admit(node, event);
    }
  }

  run(untilMs: number, stepMs = 100): void {
    while (this.nowMs < untilMs) {
      this.#runDue(this.nowMs + stepMs);
      const live = this.nodes.filter(({ isUp }) => isUp).map(({ key }) => key);
      for (const node of this.nodes) if (node.isUp) this.#do(node, node.certifier.tick(this.nowMs, live));
    }
  }

  /** A message from nowhere: what a liar sends. */
  offer(from: NodeKey, certificate: SignedCertificate, to: NetNode): void {
    if (to.isUp) this.#do(to, to.certifier.receive(from, unverified(certificate)));
  }

  later(afterMs: number, run: () => void): void {
    const atMs = this.nowMs + afterMs;
    const others = this.#due.get(atMs);
    if (others === undefined) this.#due.set(atMs, [run]);
    else others.push(run);
  }

  #admit(node: NetNode, event: MeshEvent): void {
    if (!node.isUp) return;
    for (const admitted of node.set.offer(event).admitted) node.window.admit(admitted, this.nowMs);
    if (node.isSyncing) return;
    node.isSyncing = true;
    // One sync for all that comes until it begins.
    this.later(this.#settings.diskMs, () => {
      const [frontier, events] = [frontierOf(node.set), node.set.size];
      node.isSyncing = false;
      if (node.isUp) this.#do(node, node.certifier.durable(frontier, events));
    });
  }

  #do(node: NetNode, effects: readonly CertifierEffect[]): void {
    for (const effect of effects) {
      if (effect.kind === "journal") this.#journal(node, effect);
      else if (effect.kind === "ask") this.#ask(node, effect.to, effect.certificate);
      else if (effect.kind === "answer") this.#answer(node, effect);
      else if (effect.kind === "spread") this.#spread(node, effect.certificate);
      else node.refusals.push(effect.fault);
    }
  }

  #journal(node: NetNode, { digest, note }: CertifierEffect & { kind: "journal" }): void {
    this.later(this.#settings.diskMs, () => {
      if (!node.isUp) return;
      node.notes.push(note);
      this.#do(node, node.certifier.noted(digest));
    });
  }

  #ask(from: NetNode, to: NodeKey, certificate: SignedCertificate): void {
    this.sent.ask += 1;
    this.asked.set(certificate.certificate.digest, certificate.certificate);
    this.#send(to, (node) => node.certifier.receive(from.key, unverified(certificate)));
  }

  #answer(from: NetNode, { to, digest, signature }: CertifierEffect & { kind: "answer" }): void {
    this.sent.answer += 1;
    this.#send(to, (node) => node.certifier.countersigned(from.key, digest, signature));
  }

  /** Gossip brings it to all, sooner or later. */
  #spread(from: NetNode, certificate: SignedCertificate): void {
    this.stable.set(certificate.certificate.digest, certificate);
    this.#observe(from, certificate);
    for (const node of this.nodes) {
      if (node === from) continue;
      this.#deliver(() => {
        if (!node.isUp) return;
        this.#do(node, node.certifier.receive(from.key, unverified(certificate)));
        this.#observe(node, certificate);
      });
    }
  }

  #observe(node: NetNode, { certificate }: SignedCertificate): void {
    node.waitsMs.push(...node.window.stable(certificate.frontier, node.set, this.nowMs));
  }

  #send(to: NodeKey, receive: (node: NetNode) => CertifierEffect[]): void {
    const { random, lostPermille, twicePermille } = this.#settings;
    const node = this.nodes.find(({ key }) => key === to);
    if (node === undefined || random.chance(lostPermille, 1000)) return;
    const copies = random.chance(twicePermille, 1000) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      this.#deliver(() => {
        if (node.isUp) this.#do(node, receive(node));
      });
    }
  }

  #deliver(run: () => void): void {
    const [least, most] = this.#settings.delayMs;
    this.later(least + this.#settings.random.below(most - least + 1), run);
  }

  #runDue(untilMs: number): void {
    for (; this.nowMs < untilMs; this.nowMs += 1) {
      // What is due at once is put into the same list while it is walked.
      for (const run of this.#due.get(this.nowMs) ?? []) run();
      this.#due.delete(this.nowMs);
    }
  }
}
