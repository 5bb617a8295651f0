import type { ChainKey } from "../../event/event.ts";
import type { Member } from "../../member/member.ts";
import type { Chain } from "../../set/chain.ts";

/** A twin on another machine may have another time. */
const CLOCKS_APART_MS = 1_000;

/**
 * Sees whether another process writes with a member's key: a folder that was copied, as a rule. What its own journal held at the
 * start is its past, whatever time it bears: a recovery wrote there, or the machine's clock was ahead.
 */
export class TwinWatch {
  readonly #member: Member;
  readonly #startedMs: number;
  /** So many events of each chain of its key were its own disk's. */
  readonly #heldAtStart: ReadonlyMap<ChainKey, number>;

  /**
   * @param member one that has not heard anybody yet
   * @param startedMs when it started, of the steady clock
   */
  constructor(member: Member, startedMs: number) {
    this.#member = member;
    this.#startedMs = startedMs;
    this.#heldAtStart = new Map(ownChains(member).map(({ key, length }) => [key, length]));
  }

  /** A chain of its key that it has not written itself has grown since, by an event that is younger than its start. */
  get isDoubled(): boolean {
    return ownChains(this.#member).some((chain) => !this.#member.hasWritten(chain.key) && this.#isOfTwin(chain));
  }

  #isOfTwin(chain: Chain): boolean {
    if (chain.length <= (this.#heldAtStart.get(chain.key) ?? 0)) return false;
    const last = chain.at(chain.length - 1);
    return last !== undefined && last.hlc.ms > this.#startedMs + CLOCKS_APART_MS;
  }
}

const ownChains = ({ key, replica }: Member): Chain[] =>
  [...replica.events.chains()].filter((chain) => chain.key.startsWith(`${key}/`));
