import type { NodeKey } from "../../event/event.ts";
import type { Frame } from "./frame.ts";
import { type PeerSession, PeerSessions } from "./peer-sessions.ts";

/** Who was heard of, and whose word counts. Takes frames only whose signature was found to hold. */
export class Acquaintances {
  readonly #freshMs: number;
  readonly #peers = new Map<NodeKey, PeerSessions>();

  constructor(freshMs: number) {
    this.#freshMs = freshMs;
  }

  /** Whether a frame of this number came before, from that session. */
  isRepeated({ kind, from, session, number }: Frame): boolean {
    const known = this.#peers.get(from)?.get(session);
    if (known === undefined) return false;
    return kind === "hint" ? number <= known.hint : known.numbers.has(number);
  }

  /** Takes in a hint. It proves nothing: anyone may have kept it. Null while too many sessions of the peer are proven. */
  hinted(frame: Frame, nowMs: number): PeerSession | null {
    const session = this.#session(frame, nowMs);
    if (session === null) return null;
    session.hint = frame.number;
    handOver(session, frame.bytes);
    return session;
  }

  /** Takes in a frame that showed a ticket of this node, which counts until `untilMs`. Null as for `hinted`. */
  proven(frame: Frame, untilMs: number, nowMs: number): PeerSession | null {
    const session = this.#session(frame, nowMs);
    if (session === null) return null;
    session.numbers.add(frame.number);
    session.provenUntilMs = Math.max(session.provenUntilMs, untilMs);
    if (frame.kind === "greeting") handOver(session, frame.bytes);
    return session;
  }

  /** Where frames to this peer go; null while none would be taken there. */
  sessionOf(peer: NodeKey, nowMs: number): PeerSession | null {
    return this.#peers.get(peer)?.current(nowMs) ?? null;
  }

  /** Those heard lately that are proven. Sorted. */
  fresh(nowMs: number): readonly NodeKey[] {
    const isFresh = (peer: PeerSessions): boolean =>
      nowMs - (peer.current(nowMs)?.heardMs ?? Number.NEGATIVE_INFINITY) <= this.#freshMs;
    return [...this.#peers].flatMap(([peer, sessions]) => (isFresh(sessions) ? [peer] : [])).sort();
  }

  #session({ from, session }: Frame, nowMs: number): PeerSession | null {
    const peer = this.#peers.get(from) ?? new PeerSessions();
    this.#peers.set(from, peer);
    const opened = peer.open(session, nowMs);
    if (opened !== null) opened.heardMs = nowMs;
    return opened;
  }
}

function handOver(session: PeerSession, bytes: Uint8Array): void {
  const ticket = Buffer.from(bytes).toString("hex");
  if (session.ticket === ticket) return;
  session.ticket = ticket;
  session.shown = 0;
}
