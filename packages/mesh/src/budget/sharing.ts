import type { ChainKey } from "../event/event.ts";
import type { BudgetBook, Holder } from "./budget-book.ts";
import type { Escrow } from "./escrow.ts";

/**
 * "I want rights": a message between nodes, not an event. Nobody waits for an answer: what comes is a `budget.given` like
 * any other, and whoever still lacks rights asks again.
 */
export interface Want {
  readonly account: string;
  readonly by: ChainKey;
  /** Micro-CU, at least 1. */
  readonly quantity: number;
  /** What its author was asked for lately, micro-CU: levelling goes by it. */
  readonly recentDemand: number;
}

/** Whom to ask for how much. */
export interface Ask {
  readonly to: ChainKey;
  readonly quantity: number;
}

/** At most so many are asked at once; who gave all is poorer when the next round asks. */
export const ASKED_MAX = 16;

/** Those holders first who seem to answer: what is cut off or dead gives nothing, however much it holds. */
export const livingFirst = (holders: readonly Holder[], isLive: (chain: ChainKey) => boolean): readonly Holder[] =>
  holders.toSorted((a, b) => Number(isLive(b.chain)) - Number(isLive(a.chain)));

/** The first of these holders, until together they have what is short. */
export function whomToAsk(holders: readonly Holder[], shortMicroCu: number): readonly Ask[] {
  const asks: Ask[] = [];
  let left = shortMicroCu;
  for (const { chain, held } of holders.slice(0, ASKED_MAX)) {
    if (left <= 0) break;
    asks.push({ to: chain, quantity: Math.min(left, held) });
    left -= held;
  }
  return asks;
}

export interface GiftTerms {
  readonly free: number;
  readonly asked: number;
  readonly ownDemand: number;
  /** Whoever asked can take no more (`roomAt`). */
  readonly room: number;
}

/**
 * How much to give: half of what is free, at least what is asked where that can be, and never so much that less than
 * one's own recent demand is left, or more than there is room for. 0: nothing to give.
 */
export function giftFor({ free, asked, ownDemand, room }: GiftTerms): number {
  const spare = Math.max(0, free - ownDemand);
  return Math.min(spare, room, Math.max(asked, Math.floor(free / 2)));
}

/** What a tranche leaves room for at a holder. */
export const roomAt = (book: BudgetBook, chain: ChainKey, account: string, trancheMicroCu: number | null): number =>
  trancheMicroCu === null ? Number.MAX_SAFE_INTEGER : Math.max(0, trancheMicroCu - book.rightsOf(chain, account));

/** What others were asked for lately, as their wants said. */
export type Demands = ReadonlyMap<ChainKey, number>;

/**
 * A gift without being asked, so that rights lie where they are used: to whoever lacks most of its share of what is free,
 * by demand. Null while shares are nearly even: rights must not go back and forth.
 */
export function levellingGift(
  escrow: Escrow,
  book: BudgetBook,
  account: string,
  ownDemand: number,
  demands: Demands,
  trancheMicroCu: number | null = null,
): { readonly to: ChainKey; readonly quantity: number } | null {
  const free = escrow.free(account);
  const holders = [...demands].map(([chain]) => ({ chain, held: book.rightsOf(chain, account) }));
  const known = free + holders.reduce((sum, { held }) => sum + held, 0);
  const demanded = ownDemand + [...demands.values()].reduce((sum, demand) => sum + demand, 0);
  const shareOf = (demand: number) => shareBy(known, demand, demanded);
  const lacks = holders
    .map(({ chain, held }) => ({ chain, share: shareOf(demands.get(chain) ?? 0), held }))
    // Of a share that is more than a tranche only the tranche can ever lie there.
    .map(({ chain, share, held }) => ({
      chain,
      share: Math.min(share, held + roomAt(book, chain, account, trancheMicroCu)),
      held,
    }))
    .map(({ chain, share, held }) => ({ to: chain, lack: share - held, share }))
    .filter(({ lack, share }) => lack > 0 && lack >= share / UNEVEN)
    .toSorted((a, b) => b.lack - a.lack || (a.to < b.to ? -1 : 1));
  const [neediest] = lacks;
  const spare = free - Math.max(ownDemand, shareOf(ownDemand));
  if (neediest === undefined || spare <= 0) return null;
  return { to: neediest.to, quantity: Math.min(spare, neediest.lack) };
}

/** Less than an eighth of a share is not worth an event. */
const UNEVEN = 8;

const shareBy = (whole: number, part: number, parts: number): number =>
  parts === 0 ? 0 : Number((BigInt(whole) * BigInt(part)) / BigInt(parts));
