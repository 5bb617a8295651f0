import type { ChainKey, MeshEvent, NodeKey } from "../../event/event.ts";
import type { Member } from "../../member/member.ts";
import type { Chain } from "../../set/chain.ts";
import type { ChainExtent } from "../../set/chain-extent.ts";
import { SiteLogs } from "../../site/site-log.ts";

interface Taken {
  readonly extent: ChainExtent;
  /** How many of its events: as many as places where it has neither rivals nor gaps. */
  readonly events: number;
}

/**
 * The sites' logs from what a member holds, as they stand when asked. Costs what came in since; whenever it is another who
 * counts (a roster, its frontier, a fork of a member), all is folded anew.
 */
export class HeldLogs {
  readonly #member: Member;
  readonly #writerOf: (site: string) => NodeKey | null;
  readonly #taken = new Map<ChainKey, Taken>();
  /** Of chains with rivals or gaps the next look finds these again. */
  readonly #entries = new Set<MeshEvent>();
  #logs: SiteLogs;
  #standings = 0;
  #size = 0;

  constructor(member: Member, writerOf: (site: string) => NodeKey | null) {
    this.#member = member;
    this.#writerOf = writerOf;
    this.#logs = new SiteLogs(writerOf);
  }

  now(): SiteLogs {
    const { size } = this.#member.replica.events;
    const { version } = this.#member.state.standings;
    if (version !== this.#standings) this.#forget();
    else if (size === this.#size) return this.#logs;
    this.#standings = version;
    this.#size = size;
    for (const chain of this.#member.replica.events.chains()) {
      if (this.#taken.get(chain.key)?.extent !== chain.extent()) this.#take(chain);
    }
    return this.#logs;
  }

  #take(chain: Chain): void {
    const from = this.#goesOnFrom(chain);
    let events = from;
    for (const event of chain.events(from)) {
      events += 1;
      if (event.body.kind === "kernel.entries" && !this.#entries.has(event)) this.#takeEntries(event);
    }
    this.#taken.set(chain.key, { extent: chain.extent(), events });
  }

  #takeEntries(event: MeshEvent): void {
    this.#entries.add(event);
    this.#logs.admit(event, this.#member.state.standingOf(event));
  }

  /** The first place of which something may be new. */
  #goesOnFrom({ key, forkedAt }: Chain): number {
    const taken = this.#taken.get(key);
    if (taken === undefined || forkedAt !== null || taken.events !== taken.extent.length) return 0;
    return taken.events;
  }

  #forget(): void {
    this.#logs = new SiteLogs(this.#writerOf);
    this.#taken.clear();
    this.#entries.clear();
  }
}
