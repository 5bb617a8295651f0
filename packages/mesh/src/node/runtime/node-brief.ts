import type { Member } from "../../member/member.ts";

/** What costs nothing to tell, however much is held: for whoever asks again and again. */
export interface NodeBrief {
  readonly events: number;
  readonly waiting: number;
  /** Own events in the chain that it writes. */
  readonly ownEvents: number;
  readonly isWriting: boolean;
  readonly eventRoot: string;
  readonly roster: string | null;
  /** Events in the newest stable certificate; 0 without one. */
  readonly stableEvents: number;
}

export function nodeBrief(member: Member): NodeBrief {
  const { events, chain } = member.replica;
  return {
    events: events.size,
    waiting: [...member.replica.waiting()].length,
    ownEvents: chain === null ? 0 : (events.chain(chain)?.length ?? 0),
    isWriting: chain !== null,
    eventRoot: member.eventRoot(),
    roster: member.state.roster?.event?.id ?? null,
    stableEvents: member.certificates.book.stable?.events ?? 0,
  };
}
