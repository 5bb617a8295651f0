import type { Member } from "../../member/member.ts";

/** A twin on another machine may have another time. */
const CLOCKS_APART_MS = 1_000;

/**
 * Whether another process writes with this member's key: a folder that was copied, as a rule. A chain of its key that it has not
 * written itself has an event that is younger than its start; what its key wrote before is its past.
 *
 * @param startedMs when the member started, of the steady clock
 */
export function isDoubled(member: Member, startedMs: number): boolean {
  for (const chain of member.replica.events.chains()) {
    if (!chain.key.startsWith(`${member.key}/`) || member.hasWritten(chain.key)) continue;
    const last = chain.at(chain.length - 1);
    if (last !== undefined && last.hlc.ms > startedMs + CLOCKS_APART_MS) return true;
  }
  return false;
}
