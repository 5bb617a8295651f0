import type { ChainKey, NodeKey } from "../../event/event.ts";
import type { Member } from "../../member/member.ts";
import type { Chain } from "../../set/chain.ts";
import type { ChainExtent } from "../../set/frontier.ts";
import { SiteLogs } from "../../site/site-log.ts";

interface Taken {
  readonly extent: ChainExtent;
  readonly events: number;
}

/**
 * The sites' logs from what a member holds, as they stand when asked. Costs what came in since; where it changed who
 * counts (a roster, a fork, a place that was filled late), all is folded anew.
 */
export class HeldLogs {
  readonly #member: Member;
  readonly #writerOf: (site: string) => NodeKey | null;
  readonly #taken = new Map<ChainKey, Taken>();
  #logs: SiteLogs;
  #roster: string | null = null;
  #size = 0;

  constructor(member: Member, writerOf: (site: string) => NodeKey | null) {
    this.#member = member;
    this.#writerOf = writerOf;
    this.#logs = new SiteLogs(writerOf);
  }

  now(): SiteLogs {
    const { size } = this.#member.replica.events;
    const roster = this.#member.state.roster?.event?.id ?? null;
    if (roster !== this.#roster) this.#forget();
    else if (size === this.#size) return this.#logs;
    this.#roster = roster;
    this.#size = size;
    this.#takeAll();
    return this.#logs;
  }

  #takeAll(): void {
    const changed = [...this.#member.replica.events.chains()].filter(
      (chain) => this.#taken.get(chain.key)?.extent !== chain.extent(),
    );
    if (changed.every((chain) => this.#goesOn(chain))) {
      for (const chain of changed) this.#take(chain);
      return;
    }
    this.#forget();
    for (const chain of this.#member.replica.events.chains()) this.#take(chain);
  }

  /** Nothing came but what follows what was taken. */
  #goesOn({ key, forkedAt, length }: Chain): boolean {
    const taken = this.#taken.get(key);
    if (taken === undefined) return true;
    return forkedAt === null && taken.events === taken.extent.length && length > taken.extent.length;
  }

  #take(chain: Chain): void {
    const taken = this.#taken.get(chain.key)?.events ?? 0;
    let events = taken;
    for (const event of chain.events(taken)) {
      events += 1;
      if (event.body.kind === "kernel.entries") this.#logs.admit(event, this.#member.state.standingOf(event));
    }
    this.#taken.set(chain.key, { extent: chain.extent(), events });
  }

  #forget(): void {
    this.#logs = new SiteLogs(this.#writerOf);
    this.#taken.clear();
  }
}
