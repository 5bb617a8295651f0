import type { ChainKey } from "../../event/event.ts";
import type { Member } from "../../member/member.ts";
import { steadyNowMs } from "./steady-clock.ts";

/**
 * Which chains this process has written, so that it can tell whether another process writes with its key: a folder that was
 * copied, as a rule. What its key wrote before the start is its past.
 */
export class OwnChains {
  readonly #member: Member;
  readonly #startedMs = steadyNowMs();
  readonly #written = new Set<ChainKey>();
  readonly #timer: NodeJS.Timeout;

  constructor(member: Member) {
    this.#member = member;
    this.#timer = setInterval(() => this.#note(), LOOK_MS);
  }

  /** A chain of its key that is not its own has events that are younger than its start. */
  isDoubled(): boolean {
    this.#note();
    const { key, replica } = this.#member;
    for (const chain of replica.events.chains()) {
      // An old chain to which it has given its rights over is its own too.
      const isMine = this.#written.has(chain.key) || this.#member.hasWritten(chain.key);
      if (!chain.key.startsWith(`${key}/`) || isMine) continue;
      const last = chain.at(chain.length - 1);
      if (last !== undefined && last.hlc.ms > this.#startedMs + CLOCKS_APART_MS) return true;
    }
    return false;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #note(): void {
    const { chain } = this.#member.replica;
    if (chain !== null) this.#written.add(chain);
  }
}

/** Shorter than a chain lives. */
const LOOK_MS = 250;
/** A twin on another machine may have another time. */
const CLOCKS_APART_MS = 1_000;
