import type { RandomStream, Result } from "@plimsoll/foundation";
import type { Answered } from "../actor/actor.ts";
import { ActorSystem, type Outgoing, type Pressure } from "../actor/actor-system.ts";
import type { Escrow } from "../budget/escrow.ts";
import type { RightsRefusal } from "../budget/rights-refusal.ts";
import type { CertificateFault } from "../certificate/certificate-fault.ts";
import type { CertifierSettings } from "../certificate/certifier-settings.ts";
import type { LossWindowReading } from "../certificate/loss-window.ts";
import type { EventBody } from "../event/body.ts";
import { encodeGenesis } from "../event/genesis-codec.ts";
import type { ChainKey, EventId, MeshEvent, NodeKey } from "../event/event.ts";
import type { EventFault } from "../event/event-fault.ts";
import type { Genesis } from "../event/genesis.ts";
import type { IntentViews } from "../intent/intent-views.ts";
import type { OpenIntent } from "../intent/owner.ts";
import type { Cryptography, Signer } from "../ports/cryptography.ts";
import { Replica, type ReplicaEffect, type ReplicaSettings, SHIPPED_REPLICA } from "../replica/replica.ts";
import type { Admission } from "../set/event-set.ts";
import { frontierOf, frontierRoot } from "../set/frontier.ts";
import { MeshState } from "../state/mesh-state.ts";
import { AuthorDesk } from "./author-desk.ts";
import { type CastOptions, castOf, MemberViews } from "./cast.ts";
import { CertificateDesk, type CertificateDeskEffect } from "./certificate-desk.ts";
import { Feed } from "./feed.ts";
import { ForkDesk } from "./fork-desk.ts";
import { Heard } from "./heard.ts";
import { Incarnations } from "./incarnations.ts";
import type { MemberMessage } from "./member-message.ts";
import type { MemberRecord } from "./member-record.ts";
import { movesRights } from "./moves-rights.ts";
import { anchorIn, anchorRecord, certificatesIn, eventsIn } from "./own-records.ts";
import { OwnSpends } from "./own-spends.ts";
import { type Awaited, RecordLine } from "./record-line.ts";
import { RightsDesk, type WrittenSpend } from "./rights-desk.ts";
import { WitnessDesk } from "./witness-desk.ts";

export interface MemberOptions extends CastOptions {
  readonly genesis: Genesis;
  readonly signer: Signer;
  readonly crypto: Cryptography;
  /** Drawn from by this member alone, and another one after each start. */
  readonly random: RandomStream;
  /** What its journal holds, oldest first. */
  readonly records: readonly MemberRecord[];
  /** False when its journal was found to lack something in between. */
  readonly isWhole: boolean;
  readonly nowMs: number;
  readonly replica?: ReplicaSettings;
  readonly certifier?: Partial<CertifierSettings>;
  readonly trancheMicroCu?: number | null;
}

export type MemberEffect =
  | { readonly type: "send"; readonly to: NodeKey; readonly message: MemberMessage }
  /** To be appended in this order. `onDurable` is told how many records are safe. */
  | { readonly type: "persist"; readonly record: MemberRecord; readonly position: number }
  /** A job for the worker, or its end; `onAnswered` is told what came of it. */
  | { readonly type: "work"; readonly outgoing: Outgoing }
  /** A spend takes effect: it is durable, and held by as many peers as the genesis asks for. */
  | { readonly type: "effective"; readonly chain: ChainKey; readonly events: readonly EventId[] }
  | { readonly type: "faulty"; readonly from: NodeKey; readonly fault: EventFault | CertificateFault };

/** A spend that has not taken effect after so long is asked about. */
const ASK_MS = 2_000;

/**
 * One node of the mesh: its copy of the timeline, the state folded from it, its actors, its rights and its part in
 * certificates. Deterministic and synchronous: whatever happens comes in by a call, whatever is to be done comes out of
 * `takeEffects`, and the same calls give the same effects in the simulator and on a real node.
 */
export class Member {
  readonly #genesis: Genesis;
  readonly #replica: Replica;
  readonly #state: MeshState;
  readonly #feed = new Feed();
  readonly #actors: ActorSystem<IntentViews>;
  readonly #heard: Heard;
  readonly #incarnations: Incarnations;
  readonly #rights: RightsDesk;
  readonly #certificates: CertificateDesk;
  readonly #authors = new AuthorDesk();
  readonly #forks: ForkDesk;
  /** Of the chains that it wrote since the start; the last is the one that it writes. */
  readonly #spends = new Map<ChainKey, OwnSpends>();
  readonly #witness: WitnessDesk;
  readonly #line: RecordLine;
  #effects: MemberEffect[] = [];
  #nowMs: number;
  #nextAskMs = 0;

  constructor(options: MemberOptions) {
    const { genesis, signer, crypto, records, random, nowMs } = options;
    const mesh = crypto.sha256(encodeGenesis(genesis));
    this.#genesis = genesis;
    this.#nowMs = nowMs;
    this.#line = new RecordLine(records.length);
    this.#replica = new Replica({ mesh, signer, crypto }, random, options.replica ?? SHIPPED_REPLICA);
    const events = this.#replica.events;
    this.#state = new MeshState({ genesis, set: events, anchor: anchorIn(records), cryptography: crypto });
    this.#heard = new Heard(() => this.#state.roster);
    const admissions = this.#recall(eventsIn(records, crypto));
    this.#meet();
    const members = this.#members();
    this.#incarnations = new Incarnations({
      self: signer.key,
      members,
      spendWitnesses: genesis.spendWitnesses,
      events,
      nowMs,
      isWhole: options.isWhole,
      draw: () => hexDigits(random, 32),
    });
    this.#forks = new ForkDesk({
      self: signer.key,
      mesh,
      crypto,
      events,
      isForked: (event) => this.#state.standingOf(event) === "forked",
      live: () => this.#replica.alive(),
    });
    for (const admission of admissions) this.#noteForks(admission);
    this.#witness = new WitnessDesk((id) => events.get(id) !== undefined);
    this.#rights = this.#rightsDesk(options.trancheMicroCu ?? null);
    this.#certificates = new CertificateDesk({
      mesh,
      genesis,
      signer,
      crypto,
      notes: records.flatMap((record) => (record.kind === "signed" ? [record.bytes] : [])),
      events,
      state: this.#state,
      peers: () => this.#peers(),
      settings: options.certifier ?? {},
    });
    this.#certificates.recover(certificatesIn(records));
    const views = new MemberViews(signer.key, this.#state, this.#heard, () => this.#lastOwn());
    this.#actors = new ActorSystem({ actors: castOf(options), feed: this.#feed, views: () => views });
    this.#askAboutOld();
    this.#settle();
  }

  get key(): NodeKey {
    return this.#replica.key;
  }

  get state(): MeshState {
    return this.#state;
  }

  get replica(): Replica {
    return this.#replica;
  }

  /** The roster that it was told to stand on, while that is not held or not approved; null when it stands. Until then nothing counts. */
  get lacksAnchor(): EventId | null {
    return this.#state.roster === undefined ? this.#state.standings.anchor : null;
  }

  get certificates(): CertificateDesk {
    return this.#certificates;
  }

  /** Hexadecimal SHA-256 of what it holds: equal roots are equal sets. */
  eventRoot(): string {
    return Buffer.from(frontierRoot(frontierOf(this.#replica.events))).toString("hex");
  }

  lossWindow(): LossWindowReading {
    return this.#certificates.lossWindow(this.#nowMs);
  }

  /** Whether it has written to this chain of its own since its start: the present one, or one that it left. */
  hasWritten(chain: ChainKey): boolean {
    return chain === this.#replica.chain || this.#incarnations.olds.isKnown(chain);
  }

  /** When an event by this author last came, on the own clock; undefined for never. */
  heardMs(author: NodeKey): number | undefined {
    return this.#heard.heardMs(author);
  }

  pressure(): readonly Pressure[] {
    return this.#actors.pressure();
  }

  /** Opens an intent. False when too many wait already: nothing was done, ask again later. */
  openIntent(intent: OpenIntent): boolean {
    return this.#actors.tell("owner", intent);
  }

  /** Writes events of its own. Empty while it has no chain to write. */
  write(bodies: readonly EventBody[]): readonly MeshEvent[] {
    if (this.#replica.chain === null) return [];
    return this.#replica.author(bodies, this.#state.roster?.epoch ?? 0, this.#nowMs);
  }

  /** Spends its rights; `effective` says when that counts. Null while it has no chain to write. */
  spend(account: string, quantity: number, purpose: string): Result<WrittenSpend, RightsRefusal> | null {
    return this.#rights.spend(account, quantity, purpose, this.#nowMs);
  }

  /** Micro-CU that it may spend now. */
  free(account: string): number {
    return this.#rights.free(account);
  }

  /** Of the chain that it writes, for the kernel of a site; null while it has no chain to write. */
  get escrow(): Escrow | null {
    return this.#rights.escrow;
  }

  /** A decision of its site lacked rights: those who hold them are asked. */
  lacksRights(refusal: RightsRefusal): void {
    this.#rights.onLack(refusal, this.#nowMs);
  }

  /** Stands on this roster from now on, as its operator says (ME-22). False for one that cannot be stood on. */
  standOn(roster: EventId): boolean {
    if (!this.#state.moveAnchor(roster)) return false;
    this.#persist(anchorRecord(roster));
    this.#certificates.admit([], this.#nowMs);
    this.#meet();
    return true;
  }

  onTime(nowMs: number): void {
    this.#nowMs = nowMs;
    this.#replica.onTime(nowMs);
    this.#askAboutOld();
    this.#askAboutSpends();
    this.#lookAtOldChains();
    this.#proveForks();
    this.#rights.level(nowMs);
    if (this.#certificates.isDue(nowMs)) this.#certify(nowMs);
    this.#work();
  }

  nextWakeMs(): number {
    const actors = this.#actors.nextMs() ?? Infinity;
    const certificates = this.#certificates.nextWakeMs();
    const spends = this.#isWaitingForWitnesses ? this.#nextAskMs : Infinity;
    const forks = this.#replica.chain === null ? Infinity : this.#forks.dueMs;
    const own = Math.min(this.#incarnations.dueMs, spends, forks, this.#rights.levelDueMs(this.#nowMs));
    return Math.min(this.#replica.nextWakeMs(), actors, certificates, own);
  }

  onMessage(from: NodeKey, message: MemberMessage, nowMs: number): void {
    this.#nowMs = nowMs;
    switch (message.type) {
      case "certificate":
        this.#tellDurable();
        this.#certificates.onCertificate(from, message.certificate, nowMs);
        break;
      case "countersigned":
        this.#certificates.onCountersigned(from, message.digest, message.signature, nowMs);
        break;
      case "want":
        if (message.want.by.startsWith(`${from}/`)) this.#rights.onWant(message.want, nowMs);
        break;
      default:
        this.#replica.onMessage(from, message, nowMs);
    }
    this.#work();
  }

  /** So many records are safe on the disk. */
  onDurable(records: number, nowMs: number): void {
    this.#nowMs = nowMs;
    for (const safe of this.#line.settle(records)) this.#onSafe(safe);
    this.#work();
  }

  #onSafe({ replica, digest }: Awaited): void {
    if (replica !== null) this.#replica.onDurable(replica);
    if (digest !== null) this.#certificates.noted(digest, this.#nowMs);
  }

  onAnswered(actor: string, answer: Answered, nowMs: number): void {
    this.#nowMs = nowMs;
    this.#actors.deliver(actor, answer);
    this.#work();
  }

  takeEffects(): MemberEffect[] {
    this.#work();
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  /** Lets everything inside come to rest: what one part does is news to another. */
  #work(): void {
    for (let isMoving = true; isMoving;) {
      this.#settle();
      const fromReplica = this.#replica.takeEffects();
      this.#onAdmitted(fromReplica);
      for (const effect of fromReplica) this.#onReplica(effect);
      for (const event of this.#witness.take(this.#line.written, this.#line.durable)) this.#replica.acknowledge(event);
      const fromCertificates = this.#certificates.takeEffects();
      for (const effect of fromCertificates) this.#onCertificates(effect);
      const isActing = this.#act();
      isMoving = fromReplica.length > 0 || fromCertificates.length > 0 || isActing;
    }
  }

  #act(): boolean {
    const nextMs = this.#actors.nextMs();
    const outgoing = nextMs !== null && nextMs <= this.#nowMs ? this.#actors.step(this.#nowMs) : [];
    for (const each of outgoing) {
      this.#authors.ask(each);
      if (each.effect.kind !== "author") this.#effects.push({ type: "work", outgoing: each });
    }
    if (!this.#authors.hasWishes || this.#replica.chain === null) return outgoing.length > 0;
    this.#authors.write((bodies) => this.write(bodies));
    return true;
  }

  #onReplica(effect: ReplicaEffect): void {
    switch (effect.type) {
      case "send":
        this.#effects.push(effect);
        return;
      case "persist":
        this.#onPersist(effect);
        return;
      case "admitted":
        return;
      case "announced":
        this.#onAnnounced(effect.events);
        return;
      case "asked":
        this.#onAsked(effect);
        return;
      case "known":
        this.#incarnations.known(effect.chain, effect.by, effect.length);
        return;
      case "agrees":
        this.#incarnations.continuity.pulledFrom(effect.by);
        return;
      case "held":
        this.#onHeld(effect);
        return;
      case "faulty":
        this.#effects.push(effect);
    }
  }

  #lastOwn(): MeshEvent | undefined {
    const chain = this.#replica.events.chain(this.#replica.chain ?? "/");
    return chain?.at(chain.length - 1);
  }

  /** An author asks again where a word about its spends was lost. */
  #onAsked({ by, chain }: Extract<ReplicaEffect, { type: "asked" }>): void {
    const held = this.#replica.events.chain(chain);
    const last = held?.at(held.length - 1);
    const isWaitedFor = this.#genesis.spendWitnesses > 0 && last?.author === by && this.#line.isAllDurable;
    if (last !== undefined && isWaitedFor) this.#replica.acknowledge(last);
  }

  /** All that was admitted is told at once: the set is ahead of each single admission, and who reads it sees all of it. */
  #onAdmitted(effects: readonly ReplicaEffect[]): void {
    const admissions = effects.flatMap((effect) => (effect.type === "admitted" ? [effect.admission] : []));
    const admitted = admissions.flatMap((admission) => admission.admitted);
    if (admitted.length === 0) return;
    this.#state.admit({ admitted, forked: admissions.flatMap(({ forked }) => forked), fault: null });
    this.#rights.folded();
    for (const admission of admissions) this.#noteForks(admission);
    this.#feed.push(admitted);
    this.#certificates.admit(admitted, this.#nowMs);
    for (const event of admitted) {
      if (this.#state.standingOf(event) !== "forked") this.#heard.note(event, this.#nowMs);
      if (event.author === this.key && event.chain !== this.#replica.chain)
        this.#incarnations.surpassedBy(event, this.#nowMs);
      if (event.body.kind === "roster.opened") this.#meet();
    }
    if (admitted.some((event) => movesRights(event) || event.kind === "roster.opened")) {
      this.#incarnations.olds.stir();
    }
  }

  /** Its own events are durable: who asked for them is told, and spends wait for witnesses only. */
  #onAnnounced(events: readonly MeshEvent[]): void {
    this.#nextAskMs = this.#nowMs + ASK_MS;
    this.#authors.announced(events, (actor, answer) => this.#actors.deliver(actor, answer));
    for (const event of events) this.#spends.get(event.chain)?.durable([event]);
    this.#noteEffective();
  }

  #onHeld(held: Extract<ReplicaEffect, { type: "held" }>): void {
    this.#spends.get(held.chain)?.heldBy(held);
    this.#noteEffective();
  }

  #noteEffective(): void {
    for (const [chain, spends] of this.#spends) {
      const events = spends.take(this.#replica.events.chain(chain));
      if (events.length > 0) this.#effects.push({ type: "effective", chain, events });
    }
  }

  get #isWaitingForWitnesses(): boolean {
    return [...this.#spends.values()].some(({ isWaiting }) => isWaiting);
  }

  #onPersist({ event, position }: Extract<ReplicaEffect, { type: "persist" }>): void {
    this.#persist({ kind: "event", bytes: event.bytes }, { replica: position });
    if (this.#genesis.spendWitnesses > 0 && event.author !== this.key) this.#witness.note(event);
  }

  #onCertificates(effect: CertificateDeskEffect): void {
    if (effect.type === "send") this.#effects.push(effect);
    else if (effect.type === "keep") this.#persist(effect.record, { digest: effect.digest });
    else this.#effects.push({ type: "faulty", from: effect.from, fault: effect.fault });
  }

  #persist(record: MemberRecord, awaited: Partial<Awaited> = {}): void {
    this.#effects.push({ type: "persist", record, position: this.#line.add(awaited) });
  }

  #certify(nowMs: number): void {
    this.#tellDurable();
    this.#certificates.onTime(nowMs, [this.key, ...this.#replica.alive()]);
  }

  /** A frontier costs some work, and is asked for only where it may be signed. */
  #tellDurable(): void {
    if (this.#line.isAllDurable) this.#certificates.allDurable();
  }

  #askAboutSpends(): void {
    if (this.#nowMs < this.#nextAskMs || !this.#isWaitingForWitnesses) return;
    this.#nextAskMs = this.#nowMs + ASK_MS;
    for (const [chain, { isWaiting }] of this.#spends) if (isWaiting) this.#replica.ask(chain);
  }

  #askAboutOld(): void {
    const chain = this.#incarnations.asks(this.#nowMs);
    if (chain !== null) this.#replica.ask(chain);
  }

  /** What earlier chains of its own still have a right to comes to the present one, once that is safe. */
  #lookAtOldChains(): void {
    const { chain } = this.#replica;
    const { olds } = this.#incarnations;
    if (chain === null || this.#nowMs < olds.dueMs) return;
    for (const step of olds.steps(chain, this.#nowMs, (old) => this.#rights.holds(old))) {
      if (step.kind === "ask") this.#replica.ask(step.chain);
      else this.#leave(step.chain);
    }
  }

  #leave(chain: ChainKey): void {
    this.#incarnations.olds.wrote(chain);
    this.#rights.handOver(chain);
  }

  /** What its journal holds is folded in as it is read, each event once. Gives back what tells of forks. */
  #recall(events: Iterable<MeshEvent>): readonly Admission[] {
    const ofForks: Admission[] = [];
    for (const event of events) {
      const admission = this.#replica.recover(event);
      this.#state.admit(admission);
      this.#feed.push(admission.admitted);
      if (tellsOfForks(admission)) ofForks.push(admission);
    }
    return ofForks;
  }

  #noteForks(admission: Admission): void {
    this.#forks.admit(admission, this.#nowMs);
    for (const chain of admission.forked) this.#incarnations.forked(chain, this.#nowMs);
  }

  #proveForks(): void {
    if (this.#replica.chain === null || this.#nowMs < this.#forks.dueMs) return;
    const proofs = this.#forks.take(this.#nowMs);
    if (proofs.length > 0) this.write(proofs);
  }

  /** Finds out under which incarnation to write, as soon as that can be known. */
  #settle(): void {
    const settled = this.#incarnations.settle(this.#nowMs);
    if (settled === null) return;
    this.#replica.resume(settled.incarnation);
    const chain = this.#replica.chain as ChainKey;
    const spends = new OwnSpends(this.key, this.#members(), this.#genesis.spendWitnesses);
    this.#spends.set(chain, spends);
    if (settled.isNew) this.write([{ kind: "incarnation.opened", name: this.#name() }]);
    else spends.durable(this.#replica.events.chain(chain)?.events() ?? []);
    this.#rights.open(chain);
  }

  #rightsDesk(trancheMicroCu: number | null): RightsDesk {
    return new RightsDesk({
      book: () => this.#state.budget,
      isConfirmed: (chain) => this.#incarnations.isConfirmed(chain),
      write: (body) => this.write([body])[0]?.id ?? null,
      writeInto: (chain, bodies) => this.#writeInto(chain, bodies),
      isLive: (chain) => this.#replica.alive().includes(chain.slice(0, chain.indexOf("/"))),
      sendWant: (to, want) =>
        this.#effects.push({ type: "send", to: to.slice(0, to.indexOf("/")), message: { type: "want", want } }),
      trancheMicroCu,
    });
  }

  #writeInto(chain: ChainKey, bodies: readonly EventBody[]): void {
    const incarnation = chain.slice(chain.indexOf("/") + 1);
    this.#replica.authorAs(incarnation, bodies, this.#state.roster?.epoch ?? 0, this.#nowMs);
  }

  #meet(): void {
    this.#replica.meet(this.#peers(), this.#nowMs);
  }

  /** Members of the roster, and of the genesis: who was put out may be let in again. */
  #peers(): NodeKey[] {
    const members = [...this.#genesis.members.map(({ key }) => key), ...(this.#state.roster?.members ?? [])];
    return [...new Set(members)].filter((key) => key !== this.key);
  }

  /** Of the genesis: they witness spends. */
  #members(): NodeKey[] {
    return this.#genesis.members.map(({ key }) => key);
  }

  #name(): string {
    return this.#genesis.members.find(({ key }) => key === this.key)?.name ?? this.key.slice(0, 12);
  }
}

function hexDigits(random: RandomStream, count: number): string {
  let digits = "";
  while (digits.length < count) digits += random.uint32().toString(16).padStart(8, "0");
  return digits.slice(0, count);
}

const tellsOfForks = ({ admitted, forked }: Admission): boolean =>
  forked.length > 0 || admitted.some(({ kind }) => kind === "fork.proven");
