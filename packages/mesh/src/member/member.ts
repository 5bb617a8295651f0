import type { PlimsollError, RandomStream, Result } from "@plimsoll/foundation";
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
import type { ReplicaMessage } from "../replica/message.ts";
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
import { messageNotTaken } from "./message-not-taken.ts";
import type { MemberRecord } from "./member-record.ts";
import { movesRights } from "./moves-rights.ts";
import { anchorIn, anchorRecord, certificatesIn, eventsIn } from "./own-records.ts";
import { bodyRefusal, refusalOf, type Written } from "./own-write.ts";
import { type Awaited, RecordLine } from "./record-line.ts";
import { RightsDesk, type WrittenSpend } from "./rights-desk.ts";
import { type Effective, SpendsDesk } from "./spends-desk.ts";
import { WitnessDesk } from "./witness-desk.ts";

export interface MemberOptions extends CastOptions {
  readonly genesis: Genesis;
  readonly signer: Signer;
  readonly crypto: Cryptography;
  /** Drawn from by this member alone, and another one after each start. */
  readonly random: RandomStream;
  /** What its journal holds, oldest first. */
  readonly records: readonly MemberRecord[];
  /** False when its journal was found to lack something that came after its newest chain began. */
  readonly isWhole: boolean;
  /** Its journal lacks something that came before: then that chain goes on only where nothing of its own waits for what was lost. */
  readonly hasLost: boolean;
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
  | ({ readonly type: "effective" } & Effective)
  | { readonly type: "faulty"; readonly from: NodeKey; readonly fault: EventFault | CertificateFault };

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
  readonly #spends: SpendsDesk;
  readonly #witness: WitnessDesk;
  readonly #line: RecordLine;
  #effects: MemberEffect[] = [];
  #nowMs: number;
  /** Why what would move its rights could not be written last; null where it could. */
  #spendRefusal: PlimsollError | null = null;
  /** Its chain is new, and its first event could not be written yet. */
  #isUnopened = false;

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
    // Of the genesis: they witness spends.
    const members = genesis.members.map(({ key }) => key);
    const witnessing = { self: signer.key, members, spendWitnesses: genesis.spendWitnesses, events };
    this.#spends = new SpendsDesk(witnessing);
    this.#incarnations = new Incarnations({
      ...witnessing,
      nowMs,
      isWhole: options.isWhole && !(options.hasLost && this.#lacksOwn()),
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

  /**
   * Opens an intent. False when too many wait already: nothing was done, ask again later. Throws `MESH_WRITE_REFUSED` where no
   * event can be made of it.
   */
  openIntent(intent: OpenIntent): boolean {
    const refusal = bodyRefusal({ ...intent, kind: "intent.opened" });
    if (refusal !== null) throw refusal;
    return this.#actors.tell("owner", intent);
  }

  /**
   * Writes events of its own. Empty while it has no chain to write. Throws `MESH_WRITE_REFUSED`, `MESH_EVENT_TOO_LARGE` or
   * `MESH_LAMPORT_END` where no event can be made of one of them: then none is written.
   */
  write(bodies: readonly EventBody[]): readonly MeshEvent[] {
    const { events, refusal } = this.#tryToWrite(bodies);
    if (refusal !== null) throw refusal;
    return events;
  }

  /**
   * Spends its rights; `effective` says when that counts. Null while it has no chain to write. Throws as `write`: then nothing
   * is spent.
   */
  spend(account: string, quantity: number, purpose: string): Result<WrittenSpend, RightsRefusal> | null {
    this.#spendRefusal = null;
    const written = this.#rights.spend(account, quantity, purpose, this.#nowMs);
    if (this.#spendRefusal !== null) throw this.#spendRefusal;
    return written;
  }

  /** Micro-CU that it may spend now. */
  free(account: string): number {
    return this.#rights.free(account);
  }

  /** Of the chain that it writes, for the kernel of a site; null while it has no chain to write. */
  get escrow(): Escrow | null {
    return this.#rights.escrow;
  }

  /** Somebody waits for what stands in an earlier chain of its own: witnesses are asked how much of it they hold. */
  watch(chain: ChainKey): void {
    const isEarlier = chain.startsWith(`${this.key}/`) && chain !== this.#replica.chain;
    if (!isEarlier || this.#genesis.spendWitnesses === 0) return;
    this.#spends.watch(chain);
    this.#noteEffective();
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
    for (const chain of this.#spends.asks(nowMs)) this.#replica.ask(chain);
    this.#lookAtOldChains();
    this.#proveForks();
    this.#rights.level(nowMs);
    if (this.#certificates.isDue(nowMs)) this.#certify(nowMs);
    this.#work();
  }

  nextWakeMs(): number {
    const actors = this.#actors.nextMs() ?? Infinity;
    const certificates = this.#certificates.nextWakeMs();
    const forks = this.#replica.chain === null ? Infinity : this.#forks.dueMs;
    const own = Math.min(this.#incarnations.dueMs, this.#spends.dueMs, forks, this.#rights.levelDueMs(this.#nowMs));
    return Math.min(this.#replica.nextWakeMs(), actors, certificates, own);
  }

  /**
   * Throws `MESSAGE_NOT_TAKEN` (`isMessageNotTaken`) for one over which the program failed before anything of it was taken in.
   * After any other throw what is in memory may be half of something: whoever holds this member MUST give it up, and carry out
   * nothing that it asked for since it was asked last, so that nothing of it is on the disk.
   */
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
      case "events":
        this.#replica.onMessage(from, message, nowMs);
        break;
      default:
        this.#compare(from, message);
    }
    this.#work();
  }

  /** What peers ask and tell when they compare themselves reads the set and changes nothing of what is kept. */
  #compare(from: NodeKey, message: ReplicaMessage): void {
    try {
      this.#replica.onMessage(from, message, this.#nowMs);
    } catch (cause) {
      throw messageNotTaken(message.type, cause);
    }
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
    this.#authors.write(
      (bodies) => this.#tryToWrite(bodies),
      (actor, answer) => this.#actors.deliver(actor, answer),
    );
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
        this.#spends.heldBy(effect.chain, effect);
        this.#noteEffective();
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
      if (event.kind === "roster.opened") this.#meet();
    }
    if (admitted.some((event) => movesRights(event) || event.kind === "roster.opened")) {
      this.#incarnations.olds.stir();
    }
  }

  /** Its own events are durable: who asked for them is told, and spends wait for witnesses only. */
  #onAnnounced(events: readonly MeshEvent[]): void {
    this.#authors.announced(events, (actor, answer) => this.#actors.deliver(actor, answer));
    this.#spends.durable(events, this.#nowMs);
    this.#noteEffective();
  }

  #noteEffective(): void {
    for (const effective of this.#spends.take()) this.#effects.push({ type: "effective", ...effective });
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

  /** What of its own waits is not in its chain, which would then be written anew from an earlier place. */
  #lacksOwn(): boolean {
    return [...this.#replica.waiting()].some(({ author }) => author === this.key);
  }

  #noteForks(admission: Admission): void {
    this.#forks.admit(admission, this.#nowMs);
    for (const chain of admission.forked) this.#incarnations.forked(chain, this.#nowMs);
  }

  #proveForks(): void {
    if (this.#replica.chain === null || this.#nowMs < this.#forks.dueMs) return;
    const proofs = this.#forks.take(this.#nowMs);
    if (proofs.length > 0) this.#tryToWrite(proofs);
  }

  /** Finds out under which incarnation to write, as soon as that can be known. */
  #settle(): void {
    const settled = this.#incarnations.settle(this.#nowMs);
    if (settled === null) return;
    this.#replica.resume(settled.incarnation);
    const chain = this.#replica.chain as ChainKey;
    this.#spends.open(chain);
    this.#isUnopened = settled.isNew;
    this.#openChain();
    this.#rights.open(chain);
  }

  /** The first event of a new chain, before any other. Why it cannot be written; null where it is there. */
  #openChain(): PlimsollError | null {
    if (!this.#isUnopened) return null;
    const { refusal } = this.#author([{ kind: "incarnation.opened", name: this.#name() }]);
    this.#isUnopened = refusal !== null;
    return refusal;
  }

  /** All of them, or nothing. Nothing also while it has no chain to write. */
  #tryToWrite(bodies: readonly EventBody[]): Written {
    if (this.#replica.chain === null) return { events: [], refusal: null };
    const refusal = bodies.map(bodyRefusal).find((each) => each !== null) ?? this.#openChain();
    return refusal === null ? this.#author(bodies) : { events: [], refusal };
  }

  #author(bodies: readonly EventBody[]): Written {
    return this.#written((epoch) => this.#replica.author(bodies, epoch, this.#nowMs));
  }

  /** Where the set did not grow nothing was taken in; where it did, memory is half of something. */
  #written(write: (epoch: number) => readonly MeshEvent[]): Written {
    const held = this.#replica.events.size;
    try {
      return { events: write(this.#state.roster?.epoch ?? 0), refusal: null };
    } catch (cause) {
      if (this.#replica.events.size !== held) throw cause;
      return { events: [], refusal: refusalOf(cause) };
    }
  }

  #rightsDesk(trancheMicroCu: number | null): RightsDesk {
    return new RightsDesk({
      book: () => this.#state.budget,
      isConfirmed: (chain) => this.#incarnations.isConfirmed(chain),
      write: (body) => {
        const { events, refusal } = this.#tryToWrite([body]);
        this.#spendRefusal = refusal;
        return events[0]?.id ?? null;
      },
      writeInto: (chain, bodies) => this.#writeInto(chain, bodies),
      isLive: (chain) => this.#replica.alive().includes(chain.slice(0, chain.indexOf("/"))),
      sendWant: (to, want) =>
        this.#effects.push({ type: "send", to: to.slice(0, to.indexOf("/")), message: { type: "want", want } }),
      trancheMicroCu,
    });
  }

  #writeInto(chain: ChainKey, bodies: readonly EventBody[]): boolean {
    const incarnation = chain.slice(chain.indexOf("/") + 1);
    const write = (epoch: number) => this.#replica.authorAs(incarnation, bodies, epoch, this.#nowMs);
    return this.#written(write).refusal === null;
  }

  #meet(): void {
    this.#replica.meet(this.#peers(), this.#nowMs);
  }

  /** Members of the roster, and of the genesis: who was put out may be let in again. */
  #peers(): NodeKey[] {
    const members = [...this.#genesis.members.map(({ key }) => key), ...(this.#state.roster?.members ?? [])];
    return [...new Set(members)].filter((key) => key !== this.key);
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
