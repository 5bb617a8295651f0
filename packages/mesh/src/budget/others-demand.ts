import type { ChainKey } from "../event/event.ts";
import type { Demands, Want } from "./sharing.ts";

/** A wish speaks of its author's needs for so long, ms. */
const HEARD_MS = 60_000;
/** Nobody's memory grows by wishes without end: the newest count. */
const WISHES_MAX = 1_024;

interface Wish extends Pick<Want, "account" | "by" | "recentDemand"> {
  readonly atMs: number;
}

/** What others were asked for lately, as their wishes said. */
export class OthersDemand {
  #wishes: Wish[] = [];

  note({ account, by, recentDemand }: Want, nowMs: number): void {
    const others = this.#wishes.filter((wish) => wish.account !== account || wish.by !== by);
    this.#wishes = [...others, { account, by, recentDemand, atMs: nowMs }].slice(-WISHES_MAX);
  }

  /** Nothing was wished for lately. */
  isQuiet(nowMs: number): boolean {
    return this.#recent(nowMs).length === 0;
  }

  accounts(nowMs: number): readonly string[] {
    return [...new Set(this.#recent(nowMs).map(({ account }) => account))];
  }

  /** Of those whom a gift could reach. */
  of(account: string, nowMs: number, isReachable: (chain: ChainKey) => boolean): Demands {
    const wishes = this.#recent(nowMs).filter((wish) => wish.account === account && isReachable(wish.by));
    return new Map(wishes.map(({ by, recentDemand }) => [by, recentDemand]));
  }

  #recent(nowMs: number): readonly Wish[] {
    if (this.#wishes.some(({ atMs }) => atMs <= nowMs - HEARD_MS)) {
      this.#wishes = this.#wishes.filter(({ atMs }) => atMs > nowMs - HEARD_MS);
    }
    return this.#wishes;
  }
}
