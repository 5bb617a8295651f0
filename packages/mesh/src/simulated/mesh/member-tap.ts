import type { NodeKey } from "../../event/event.ts";
import type { Member, MemberEffect } from "../../member/member.ts";
import type { MemberMessage } from "../../member/member-message.ts";
import type { StoredRecord } from "../world/program.ts";

/** Hears everything that goes into and comes out of each member of a simulated mesh, in the order in which it happens. */
export interface MemberTap {
  /** A node starts from what its disk holds. */
  booted(node: number, member: Member, records: readonly StoredRecord[]): void;
  heard(node: number, from: NodeKey, message: MemberMessage): void;
  /** So many records of the node's disk are safe. */
  durable(node: number, records: number): void;
  effects(node: number, effects: readonly MemberEffect[]): void;
}

export const DEAF: MemberTap = { booted: () => {}, heard: () => {}, durable: () => {}, effects: () => {} };
