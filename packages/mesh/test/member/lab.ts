import { RandomStream } from "@plimsoll/foundation";
import type { CertifierSettings } from "../../src/certificate/certifier-settings.ts";
import type { EventId, NodeKey } from "../../src/event/event.ts";
import type { Genesis } from "../../src/event/genesis.ts";
import { Member, type MemberEffect } from "../../src/member/member.ts";
import type { MemberMessage } from "../../src/member/member-message.ts";
import type { MemberRecord } from "../../src/member/member-record.ts";
import { crypto, testGenesis, testSigner } from "../kit/index.ts";

/** A member with a disk that syncs when it is told to, and a network that a test carries by hand. */
export class LabNode {
  readonly member: Member;
  /** Everything written; the first `safe` of them are on the disk. */
  readonly records: MemberRecord[];
  safe: number;
  readonly sent: Extract<MemberEffect, { type: "send" }>[] = [];
  readonly effective: EventId[] = [];
  nowMs: number;

  constructor(
    genesis: Genesis,
    place: number,
    start: {
      readonly records?: readonly MemberRecord[];
      readonly isWhole?: boolean;
      readonly hasLost?: boolean;
      readonly nowMs?: number;
      readonly certifier?: Partial<CertifierSettings>;
      readonly boot?: number;
      readonly trancheMicroCu?: number | null;
    } = {},
  ) {
    const {
      records = [],
      isWhole = true,
      hasLost = false,
      nowMs = 0,
      certifier = {},
      boot = 1,
      trancheMicroCu = null,
    } = start;
    this.records = [...records];
    this.safe = records.length;
    this.nowMs = nowMs;
    this.member = new Member({
      genesis,
      signer: testSigner(`node ${place}`),
      crypto,
      random: RandomStream.from("lab", place, boot),
      records,
      isWhole,
      hasLost,
      nowMs,
      worker: null,
      clock: null,
      certifier,
      trancheMicroCu,
    });
    this.pass(0);
  }

  get key(): NodeKey {
    return this.member.key;
  }

  /** Everything written is on the disk. */
  sync(): void {
    this.collect();
    this.safe = this.records.length;
    this.member.onDurable(this.safe, this.nowMs);
    this.collect();
  }

  pass(ms: number): void {
    this.nowMs += ms;
    this.member.onTime(this.nowMs);
    this.collect();
  }

  hear(from: NodeKey, message: MemberMessage): void {
    this.member.onMessage(from, message, this.nowMs);
    this.collect();
  }

  collect(): void {
    for (const effect of this.member.takeEffects()) {
      if (effect.type === "persist") this.records.push(effect.record);
      else if (effect.type === "send") this.sent.push(effect);
      else if (effect.type === "effective") this.effective.push(...effect.events);
    }
  }

  /** Messages of one kind that it sent, since they were asked for last. */
  told<T extends MemberMessage["type"]>(type: T): readonly Extract<MemberMessage, { type: T }>[] {
    return this.sent.flatMap(({ message }) =>
      message.type === type ? [message as Extract<MemberMessage, { type: T }>] : [],
    );
  }
}

export const labGenesis = (members: number, overrides: Partial<Genesis> = {}): Genesis =>
  testGenesis(members, overrides).genesis;

/** Carries messages between nodes, with their disks synced, until all is quiet. */
export function settle(nodes: readonly LabNode[], rounds = 60): void {
  for (let round = 0; round < rounds; round += 1) {
    for (const node of nodes) {
      node.pass(50);
      node.sync();
    }
    carry(nodes);
  }
}

/** Hands over what was sent so far, and nothing that it leads to. */
export function carry(nodes: readonly LabNode[]): void {
  const byKey = new Map(nodes.map((node) => [node.key, node]));
  const sent = nodes.map((node) => ({ from: node.key, messages: node.sent.splice(0) }));
  for (const { from, messages } of sent) for (const { to, message } of messages) byKey.get(to)?.hear(from, message);
}
