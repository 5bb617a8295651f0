import { randomBytes } from "node:crypto";
import { PlimsollError, RandomStream, type Result } from "@plimsoll/foundation";
import type { SigningKey } from "@plimsoll/foundation/node";
import type { RightsRefusal } from "../../budget/rights-refusal.ts";
import type { CertifierSettings } from "../../certificate/certifier-settings.ts";
import { encodeGenesis } from "../../event/genesis-codec.ts";
import type { Genesis } from "../../event/genesis.ts";
import type { EventBody } from "../../event/body.ts";
import type { ChainKey, EventId, MeshEvent, NodeKey } from "../../event/event.ts";
import type { MasterClockOptions } from "../../intent/master-clock.ts";
import type { OpenIntent } from "../../intent/owner.ts";
import type { Journal } from "../../journal/journal.ts";
import { openJournal, type RecoveredJournal } from "../../journal/open-journal.ts";
import { Member, type MemberEffect } from "../../member/member.ts";
import { encodeMemberMessage, type OpenedMemberMessage, openMemberMessage } from "../../member/member-codec.ts";
import type { MemberRecord } from "../../member/member-record.ts";
import { isMessageNotTaken } from "../../member/message-not-taken.ts";
import type { Bus } from "../../ports/bus.ts";
import type { Cryptography } from "../../ports/cryptography.ts";
import type { Disk } from "../../ports/disk.ts";
import type { Worker } from "../../ports/work.ts";
import type { ReplicaSettings } from "../../replica/replica.ts";
import { nativeCryptography, signerOf } from "../native-cryptography.ts";
import { rememberingCryptography } from "../remembering-cryptography.ts";
import { WorkDesk } from "../worker/work-desk.ts";
import { lossesOf } from "./journal-losses.ts";
import { fromJournal, toJournal } from "./member-journal.ts";
import { notReady } from "./not-ready.ts";
import { steadyNowMs } from "./steady-clock.ts";

export interface MeshNodeOptions {
  readonly genesis: Genesis;
  readonly key: SigningKey;
  readonly disk: Disk;
  readonly bus: Bus;
  /** Null: it takes no work. */
  readonly worker: Worker | null;
  /** Null: it keeps no clock of the mesh. */
  readonly clock: MasterClockOptions | null;
  readonly certifier?: Partial<CertifierSettings>;
  readonly replica?: ReplicaSettings;
  readonly trancheMicroCu?: number | null;
}

/** What a node has refused since it started. Nothing of it was kept, answered or passed on. */
export interface MeshNodeCounts {
  /**
   * Messages that are none: of no kind, or not the canonical bytes of one (`MESSAGE_MALFORMED`); and those over which this
   * program failed before it had taken anything in, or to which it could put no answer into bytes.
   */
  readonly malformed: number;
  /**
   * Events, certificates and countersignatures, one by one, in messages that could be read: what does not hold (a false signature,
   * another mesh, a Lamport number that does not follow), and certificates that are not signed here (of a roster on which
   * this node does not stand, or at odds with what it holds or signed). The former shows a fault or a lie of its author or
   * of who passed it on, the latter perhaps only that two nodes stand apart. What is repeated is counted again.
   */
  readonly faulty: number;
}

/**
 * A member on a real machine: its journal on a disk, a bus to the others, a worker, and time. It carries out what the
 * member asks for and decides nothing itself.
 */
export class MeshNode {
  readonly member: Member;
  readonly mesh: string;
  readonly report: RecoveredJournal["report"];
  readonly #crypto: Cryptography;
  readonly #bus: Bus;
  readonly #journal: Journal;
  readonly #desk: WorkDesk | null;
  readonly #onBroken: (cause: unknown) => void;
  readonly #awaited = new Map<EventId, (() => void)[]>();
  /** Of the chains that it wrote since the start, or that were asked about: so many of their events have taken effect. */
  readonly #effectiveLength = new Map<ChainKey, number>();
  #persisted: Promise<boolean> = Promise.resolve(true);
  #onOther: (from: NodeKey, message: Uint8Array) => boolean = () => false;
  readonly #counts = { malformed: 0, faulty: 0 };
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  /**
   * Opens the journal and goes on from what it holds. `onBroken` is called once if the disk fails, for then it can keep no
   * promise any more, or if the program fails in the middle of something (`MESH_NODE_FAULT`), of which nothing is on the disk
   * then: the node has stopped. Rejects with what `openJournal` throws.
   */
  static async open(options: MeshNodeOptions, onBroken: (cause: unknown) => void): Promise<MeshNode> {
    const crypto = rememberingCryptography(nativeCryptography());
    const signer = signerOf(options.key);
    const freshId = randomBytes(16).toString("hex");
    const opened = await openJournal({ disk: options.disk, crypto, node: signer.key, freshId });
    return new MeshNode(options, crypto, opened, opened.journal, onBroken);
  }

  private constructor(
    options: MeshNodeOptions,
    crypto: Cryptography,
    { records, report }: RecoveredJournal,
    journal: Journal,
    onBroken: (cause: unknown) => void,
  ) {
    const { key, bus, worker } = options;
    this.#crypto = crypto;
    this.#bus = bus;
    this.#journal = journal;
    this.#onBroken = onBroken;
    this.report = report;
    this.mesh = crypto.sha256(encodeGenesis(options.genesis));
    const random = RandomStream.from("mesh node", randomBytes(32).toString("hex"));
    const nowMs = steadyNowMs();
    this.#desk =
      worker === null
        ? null
        : new WorkDesk(worker, (actor, answer) => {
            this.#happen((now) => this.member.onAnswered(actor, answer, now));
          });
    this.member = new Member({
      ...options,
      signer: signerOf(key),
      crypto,
      random,
      records: fromJournal(records),
      ...lossesOf(records, report, signerOf(key).key, crypto),
      nowMs,
    });
    bus.onMessage((from, message) => this.#onMessage(from, message));
    this.#turn((now) => this.member.onTime(now));
  }

  get counts(): MeshNodeCounts {
    return this.#counts;
  }

  /** Opens an intent. False while too many wait. Throws `MESH_WRITE_REFUSED` where no event can be made of it. */
  openIntent(intent: OpenIntent): boolean {
    return this.#turn(() => this.member.openIntent(intent)) ?? false;
  }

  /**
   * Spends rights of its own. Resolves once the spend takes effect: durable here and held by as many peers as the genesis
   * asks for. Rejects with `MESH_NODE_NOT_READY` while it does not know under which incarnation to write, and with
   * what `Member.write` throws where no event can be made of it.
   */
  async spend(account: string, quantity: number, purpose: string): Promise<Result<EventId, RightsRefusal>> {
    const written = this.#turn(() => this.member.spend(account, quantity, purpose)) ?? null;
    if (written === null) throw notReady();
    if (!written.ok) return written;
    const { event } = written.value;
    await this.#effectOf(event);
    return { ok: true, value: event };
  }

  /**
   * Writes events of its own in one batch. Resolves once they are durable. Rejects with `MESH_NODE_NOT_READY` as
   * `spend` does, with what `Member.write` throws, and with `MESH_NODE_STOPPED` where the disk fails.
   */
  async author(bodies: readonly EventBody[]): Promise<readonly MeshEvent[]> {
    const events = this.#turn(() => this.member.write(bodies)) ?? [];
    if (events.length === 0) throw notReady();
    if (await this.#persisted) return events;
    throw stopped();
  }

  /** False once it ended, or its disk failed: what is in memory may be more than the disk holds. */
  get isRunning(): boolean {
    return !this.#isClosed;
  }

  /** Resolves once an event of a chain of its own takes effect, as a spend does: of the one that it writes, or of an earlier one. */
  async effective({ id, chain, sequence }: MeshEvent): Promise<void> {
    this.#turn(() => this.member.watch(chain));
    if (sequence >= (this.#effectiveLength.get(chain) ?? 0)) await this.#effectOf(id);
  }

  /** Messages of no member: true where they were taken. */
  onOther(take: (from: NodeKey, message: Uint8Array) => boolean): void {
    this.#onOther = take;
  }

  /** Sends one of them. It may be lost. */
  sendOther(to: NodeKey, message: Uint8Array): void {
    if (!this.#isClosed) this.#bus.send(to, message);
  }

  /**
   * Does something with the member and carries out what comes of it. Undefined when the node is closed. Throws what `act`
   * throws; the node ends with any but a `PlimsollError`.
   */
  turn<T>(act: (member: Member) => T): T | undefined {
    return this.#turn(() => act(this.member));
  }

  /** Stops, after everything written is durable. Rejects with what the disk fails with. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    await this.#stop();
    await this.#journal.flush();
  }

  async #stop(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#desk?.close();
    await this.#bus.close();
  }

  #onMessage(from: NodeKey, bytes: Uint8Array): void {
    const opened = this.#opened(from, bytes);
    if (opened === null) return;
    this.#counts.faulty += opened.faults.length;
    this.#happen((nowMs) => this.member.onMessage(from, opened.message, nowMs));
  }

  /** Null for a message of no member. Whatever is thrown here, the member has not seen it yet. */
  #opened(from: NodeKey, bytes: Uint8Array): OpenedMemberMessage | null {
    try {
      if (this.#onOther(from, bytes)) return null;
      const opened = openMemberMessage(bytes, this.mesh, this.#crypto);
      if (opened.ok) return opened.value;
    } catch {
      // Counted below: it is as if it had been lost.
    }
    this.#counts.malformed += 1;
    return null;
  }

  /** What comes from outside or with time. Nobody waits for it who could be told of a fault. */
  #happen(act: (nowMs: number) => void): void {
    try {
      this.#turn(act);
    } catch (cause) {
      if (isMessageNotTaken(cause)) this.#counts.malformed += 1;
      else void this.#fail(cause);
    }
  }

  #turn<T>(act: (nowMs: number) => T): T | undefined {
    if (this.#isClosed) return undefined;
    try {
      const result = act(steadyNowMs());
      this.#carryOut(this.member.takeEffects());
      this.#arrangeWake();
      return result;
    } catch (cause) {
      if (!(cause instanceof PlimsollError)) void this.#fail(cause);
      throw cause;
    }
  }

  /**
   * The member may be half of something. Nothing that this turn asked for has been carried out, so that the disk holds what it
   * held before, and a start from it does not come here again by itself (ME-573).
   */
  async #fail(cause: unknown): Promise<void> {
    if (this.#isClosed) return;
    // It ends, whether or not the bus lets go in peace.
    await this.#stop().finally(() => this.#onBroken(nodeFault(cause)));
  }

  #carryOut(effects: readonly MemberEffect[]): void {
    const records: MemberRecord[] = [];
    let position = 0;
    for (const effect of effects) {
      if (effect.type === "persist") {
        records.push(effect.record);
        position = effect.position;
      } else this.#do(effect);
    }
    if (records.length > 0) this.#persisted = this.#persist(records, position);
  }

  #do(effect: Exclude<MemberEffect, { type: "persist" }>): void {
    switch (effect.type) {
      case "send":
        this.#send(effect);
        return;
      case "work":
        this.#desk?.carryOut(effect.outgoing);
        return;
      case "effective":
        this.#noteEffective(effect);
        for (const event of effect.events) this.#resolve(event);
        return;
      case "faulty":
        this.#counts.faulty += 1;
    }
  }

  /** One that cannot be put into bytes is as one that is lost on the way. */
  #send({ to, message }: Extract<MemberEffect, { type: "send" }>): void {
    try {
      this.#bus.send(to, encodeMemberMessage(message));
    } catch {
      this.#counts.malformed += 1;
    }
  }

  async #effectOf(event: EventId): Promise<void> {
    await new Promise<void>((resolve) => this.#awaited.set(event, [...(this.#awaited.get(event) ?? []), resolve]));
  }

  #noteEffective({ chain, events }: Extract<MemberEffect, { type: "effective" }>): void {
    this.#effectiveLength.set(chain, (this.#effectiveLength.get(chain) ?? 0) + events.length);
  }

  #resolve(event: EventId): void {
    for (const resolve of this.#awaited.get(event) ?? []) resolve();
    this.#awaited.delete(event);
  }

  /** False when the disk failed. */
  async #persist(records: readonly MemberRecord[], position: number): Promise<boolean> {
    try {
      await this.#journal.append(records.map(toJournal));
    } catch (cause) {
      // Closed already: whoever closes is told by the flush.
      if (this.#isClosed) return false;
      await this.#stop().finally(() => this.#onBroken(cause));
      return false;
    }
    this.#happen((nowMs) => this.member.onDurable(position, nowMs));
    return true;
  }

  #arrangeWake(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    const waitMs = Math.max(0, Math.ceil(this.member.nextWakeMs() - steadyNowMs()));
    this.#timer = setTimeout(
      () => this.#happen((nowMs) => this.member.onTime(nowMs)),
      Math.min(waitMs, LONGEST_WAIT_MS),
    );
  }
}

/** A timer of Node holds 2^31 ms at most. */
const LONGEST_WAIT_MS = 60_000;

const nodeFault = (cause: unknown): PlimsollError =>
  new PlimsollError({
    code: "MESH_NODE_FAULT",
    expected: "a program that can work on whatever it is sent and on its own time",
    received: cause instanceof Error ? cause.message : String(cause),
    fix: "start it again: nothing of what it failed over is on its disk; and report the fault",
    cause,
  });

const stopped = (): PlimsollError =>
  new PlimsollError({
    code: "MESH_NODE_STOPPED",
    expected: "a disk that keeps what is written",
    received: "one that failed, or a node that is ending",
    fix: "see why the node stopped, and start it again",
  });
