import type { EventId, MeshEvent, NodeKey } from "../../event/event.ts";
import type { Member, MemberEffect } from "../../member/member.ts";
import type { MemberMessage } from "../../member/member-message.ts";
import type { Cryptography } from "../../ports/cryptography.ts";
import type { EventView } from "../../set/event-set.ts";
import type { MemberProgram } from "../mesh/member-program.ts";
import type { MemberTap } from "../mesh/member-tap.ts";
import type { StoredRecord } from "../world/program.ts";
import { CertificateWatch } from "./certificate-watch.ts";
import { EventCatalog, type KnownEvent } from "./event-catalog.ts";
import { SpendWatch } from "./spend-watch.ts";
import { Trace } from "./trace.ts";
import { type ViolationCode, Violations } from "./violation.ts";

/** What the observer sees of the world besides what goes into and comes out of members. */
export interface Observed {
  nowMs(): number;
  placeOf(key: NodeKey): number;
  /** Null while it is down. */
  programAt(node: number): MemberProgram | null;
  wallMs(node: number): number;
  /** Members of the genesis, by place. */
  readonly members: readonly number[];
  /** How many disks an event of a stable certificate has to be on: n - s + 1. */
  readonly quorum: number;
}

/** Mailboxes are looked at once in so many steps of a mesh. */
const MAILBOX_EVERY = 64;
/** How far a hybrid clock may be ahead of the wall clocks (ME-11). */
const CLOCK_AHEAD_MS = 500;

interface NodeWatch {
  /** Events that are written and not yet synced, with the length of the disk that they take. */
  unsynced: { readonly records: number; readonly known: KnownEvent }[];
  /** Events that it keeps and that wait for what they cite. */
  waiting: KnownEvent[];
  effective: number;
  refused: number;
  stable: string | null;
  stableNumber: number;
}

/**
 * Sees all nodes of a simulated mesh at once and checks, at every step, what must hold at every instant. It reads what
 * goes in and out of members and never changes anything; what it checks only now and then is said where it is done.
 */
export class Observer implements MemberTap {
  readonly violations = new Violations();
  readonly spends = new SpendWatch();
  readonly trace = new Trace();
  readonly catalog: EventCatalog;
  readonly certificates: CertificateWatch;
  /** Refusals by code, of honest nodes and of lies alike. */
  readonly refusals = new Map<string, number>();
  /** Nodes that were told to lie: what they sign is not held against the mesh. */
  readonly liars = new Set<number>();
  /** Nodes of which the wall clock is so wrong that nobody follows it. */
  readonly wrongClocks = new Set<number>();
  readonly forged = new Set<EventId>();
  /** The most that waited for one actor, and the cap that it came nearest to passing. */
  readonly mailbox = { queued: 0, cap: 0 };
  /** The farthest that an honest hybrid clock was ahead of the honest wall clocks, ms. */
  clockAheadMs = 0;
  /** Called when a node has admitted an event. */
  onAdmitted: (node: number, known: KnownEvent) => void = () => {};
  readonly #observed: Observed;
  readonly #nodes: NodeWatch[] = [];
  readonly #checkedMessages = new WeakSet<MemberMessage>();
  #steps = 0;

  constructor(observed: Observed, crypto: Cryptography) {
    this.#observed = observed;
    this.catalog = new EventCatalog(crypto, (key) => observed.placeOf(key));
    this.certificates = new CertificateWatch(this.catalog);
  }

  /** Its disk was put back to an older image, or is empty: what only it had is nobody's promise any more. */
  diskSetBack(node: number): void {
    for (const known of this.catalog.all()) {
      if (!known.onDisk.has(node)) continue;
      known.onDisk.delete(node);
      known.held.delete(node);
      if (known.onDisk.isEmpty) known.isExcused = true;
    }
  }

  booted(node: number, member: Member, records: readonly StoredRecord[]): void {
    this.#nodes[node] = { unsynced: [], waiting: [], effective: 0, refused: 0, stable: null, stableNumber: 0 };
    const here = new Set<KnownEvent>();
    for (const { kind, bytes } of records) {
      const known = kind === "event" ? this.catalog.of(bytes, this.#observed.nowMs()) : undefined;
      if (known !== undefined) here.add(known);
    }
    for (const known of this.catalog.all()) {
      known.held.delete(node);
      if (known.onDisk.has(node) && !here.has(known)) this.#report("DURABLE_LOST", node, known.event.id);
    }
    for (const known of here) this.#onDisk(node, known);
    this.#watch(node).waiting = [...here];
    this.#noteAdmissions(node, member.replica.events);
  }

  heard(node: number, _from: NodeKey, message: MemberMessage): void {
    this.trace.heard(node, this.#observed.nowMs(), message);
  }

  durable(node: number, records: number): void {
    const { unsynced } = this.#watch(node);
    while ((unsynced[0]?.records ?? Infinity) <= records) {
      const safe = unsynced.shift();
      if (safe !== undefined) this.#onDisk(node, safe.known);
    }
  }

  effects(node: number, effects: readonly MemberEffect[]): void {
    const nowMs = this.#observed.nowMs();
    this.trace.did(node, nowMs, effects);
    let isNews = false;
    for (const effect of effects) {
      if (effect.type === "persist" && effect.record.kind === "event") {
        const known = this.catalog.of(effect.record.bytes, nowMs);
        if (known === undefined) continue;
        isNews = true;
        this.#watch(node).unsynced.push({ records: effect.position, known });
        this.#watch(node).waiting.push(known);
        if (known.author === node && known.authoredMs === nowMs) this.#checkClock(node, known.event);
      } else if (effect.type === "send") this.#checkAnnouncement(node, effect.message);
    }
    const program = this.#observed.programAt(node);
    if (isNews && program !== null) this.#noteAdmissions(node, program.member.replica.events);
  }

  /** To be called after each step of a node. */
  stepped(node: number): void {
    const program = this.#observed.programAt(node);
    if (program === null) return;
    const watch = this.#watch(node);
    this.#steps += 1;
    for (; watch.effective < program.effective.length; watch.effective += 1) {
      this.#effective(node, program.effective[watch.effective] as EventId);
    }
    for (; watch.refused < program.refused.length; watch.refused += 1) {
      this.#refused(node, program.refused[watch.refused] as string);
    }
    if (this.#steps % MAILBOX_EVERY === 0) this.#checkMailboxes(node, program);
    this.#checkStable(node, program, watch);
  }

  #watch(node: number): NodeWatch {
    return this.#nodes[node] as NodeWatch;
  }

  #report(code: ViolationCode, node: number, detail: string): void {
    this.violations.add({ code, node, atMs: this.#observed.nowMs(), detail });
  }

  #onDisk(node: number, known: KnownEvent): void {
    known.onDisk.add(node);
    known.everOnDisk.add(node);
    if (known.author !== node || known.acknowledgedMs !== null) return;
    known.acknowledgedMs = this.#observed.nowMs();
    this.spends.issued(known.event);
  }

  // Admission

  #noteAdmissions(node: number, view: EventView): void {
    const watch = this.#watch(node);
    const waiting: KnownEvent[] = [];
    for (const known of watch.waiting) {
      if (view.get(known.event.id) === undefined) waiting.push(known);
      else this.#admitted(node, known, view);
    }
    watch.waiting = waiting;
  }

  #admitted(node: number, known: KnownEvent, view: EventView): void {
    const { event } = known;
    known.held.add(node);
    const cited = event.previous === null ? event.parents : [event.previous, ...event.parents];
    const held = cited.flatMap((id) => view.get(id) ?? []);
    if (held.length < cited.length && !isGivenUp(cited, view)) {
      this.#report("CITED_NOT_ADMITTED", node, event.id);
    } else if (held.length === cited.length) this.#checkLamport(node, event, held);
    if (this.forged.has(event.id)) this.#report("SIGNATURE_FALSE", node, event.id);
    if (this.catalog.forkedChains.has(event.chain) && !this.liars.has(known.author)) {
      this.#report("HONEST_FORK", node, event.chain);
    }
    this.onAdmitted(node, known);
  }

  #checkLamport(node: number, event: MeshEvent, cited: readonly MeshEvent[]): void {
    const least = 1 + cited.reduce((greatest, { lamport }) => Math.max(greatest, lamport), 0);
    if (event.lamport !== least) this.#report("LAMPORT_FALSE", node, event.id);
  }

  // What leaves

  /** Own events only: what others wrote is theirs to announce. Each message is looked at once, however many it goes to. */
  #checkAnnouncement(node: number, message: MemberMessage): void {
    if (message.type !== "events" || this.#checkedMessages.has(message) || this.liars.has(node)) return;
    this.#checkedMessages.add(message);
    for (const { id } of message.events) {
      const known = this.catalog.get(id);
      if (known?.author === node && !known.onDisk.has(node)) this.#report("ANNOUNCED_EARLY", node, id);
    }
  }

  #checkClock(node: number, { hlc }: MeshEvent): void {
    if (this.wrongClocks.has(node) || this.liars.has(node)) return;
    const walls = this.#observed.members.filter((member) => !this.wrongClocks.has(member));
    const latest = walls.reduce((most, member) => Math.max(most, this.#observed.wallMs(member)), 0);
    const aheadMs = hlc.ms - latest;
    this.clockAheadMs = Math.max(this.clockAheadMs, aheadMs);
    if (aheadMs > CLOCK_AHEAD_MS) this.#report("CLOCK_RAN_AHEAD", node, `${aheadMs} ms`);
  }

  #effective(node: number, id: EventId): void {
    const known = this.catalog.get(id);
    if (known === undefined || this.liars.has(node)) return;
    const over = this.spends.effective(known.event);
    if (over > 0) this.#report("OVERDRAFT", node, `${over} micro-CU`);
  }

  #refused(node: number, code: string): void {
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
    if (code.startsWith("EVENT_") && this.liars.size === 0) this.#report("HONEST_REFUSED", node, code);
  }

  #checkMailboxes(node: number, program: MemberProgram): void {
    for (const { actor, queued, credit } of program.member.pressure()) {
      const cap = Math.max(queued + credit, 4);
      if (queued > this.mailbox.queued) Object.assign(this.mailbox, { queued, cap });
      if (credit < 0) this.#report("MAILBOX_OVER", node, actor);
    }
  }

  #checkStable(node: number, program: MemberProgram, watch: NodeWatch): void {
    const stable = program.member.certificates.book.stable;
    if (stable === null || stable.digest === watch.stable) return;
    if (stable.number < watch.stableNumber && stable.roster === null) {
      this.#report("STABLE_WENT_BACK", node, `${watch.stableNumber} to ${stable.number}`);
    }
    watch.stable = stable.digest;
    watch.stableNumber = stable.number;
    if (!this.certificates.isNew(stable)) return;
    const { members, quorum } = this.#observed;
    if (stable.roster === null) {
      const disks = this.certificates.disksWith(stable, members);
      if (disks < quorum) this.#report("STABLE_NOT_HELD", node, `${disks} of ${quorum}`);
    }
    this.certificates.became(stable, this.#observed.nowMs());
  }
}

/** Only a roster gives events up, and there are few of them. */
function isGivenUp(cited: readonly EventId[], view: EventView): boolean {
  const lost = new Set<EventId>();
  for (const chain of view.chains()) {
    for (const { body } of chain.events()) if (body.kind === "roster.opened") for (const id of body.lost) lost.add(id);
  }
  return cited.every((id) => view.get(id) !== undefined || lost.has(id));
}
