import { NumberWindow } from "./number-window.ts";

/** What is known of one run of a peer's process. */
export interface PeerSession {
  readonly id: string;
  /** Numbers of its frames to this node. */
  readonly numbers: NumberWindow;
  /** The highest number of its hints; -1 before the first. */
  hint: number;
  /** What frames to it have to show; null while unknown. */
  ticket: string | null;
  /** How many frames have shown that ticket. */
  shown: number;
  heardMs: number;
  /** It has shown a ticket of this node that counts until then. */
  provenUntilMs: number;
}

/**
 * The sessions of one peer: more than one after a restart, while a copy of the node runs, or when somebody repeats old
 * hints. One that has shown a living ticket is never forgotten, so that none of its frames counts twice.
 */
export class PeerSessions {
  readonly #sessions = new Map<string, PeerSession>();

  get(id: string): PeerSession | undefined {
    return this.#sessions.get(id);
  }

  /** The session, made if need be; null while too many are proven. */
  open(id: string, nowMs: number): PeerSession | null {
    const known = this.#sessions.get(id);
    if (known !== undefined) return known;
    if (this.#sessions.size >= SESSIONS_MAX && !this.#forgetOne(nowMs)) return null;
    const fresh = { hint: -1, ticket: null, shown: 0, heardMs: nowMs, provenUntilMs: Number.NEGATIVE_INFINITY };
    const session = { id, numbers: new NumberWindow(), ...fresh };
    this.#sessions.set(id, session);
    return session;
  }

  /** Of those that are proven and whose ticket is known the one that was heard last. */
  current(nowMs: number): PeerSession | null {
    const usable = [...this.#sessions.values()].filter((each) => isProven(each, nowMs) && each.ticket !== null);
    return usable.reduce<PeerSession | null>((last, each) => (last && last.heardMs > each.heardMs ? last : each), null);
  }

  /** The one of those not proven that was silent for longest. False when there is none. */
  #forgetOne(nowMs: number): boolean {
    const unproven = [...this.#sessions.values()].filter((each) => !isProven(each, nowMs));
    const [oldest] = unproven.sort((one, other) => one.heardMs - other.heardMs);
    return oldest !== undefined && this.#sessions.delete(oldest.id);
  }
}

const isProven = ({ provenUntilMs }: PeerSession, nowMs: number): boolean => nowMs < provenUntilMs;

/** A process that is started again and again, each second for as long as a ticket lives, is heard each time. */
export const SESSIONS_MAX = 128;
