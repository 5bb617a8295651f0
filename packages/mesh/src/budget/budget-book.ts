import { type CborValue, encodeCbor } from "../event/cbor.ts";
import type { BodyOf } from "../event/body.ts";
import type { ChainKey, EventId, MeshEvent, NodeKey } from "../event/event.ts";
import { chain as chainCodec } from "../event/field-codec.ts";
import type { Genesis } from "../event/genesis.ts";
import type { Projection, Standing } from "../set/projection.ts";
import { compareUtf8 } from "../state/compare-utf8.ts";
import { AccountRights, type RightsRow } from "./account-rights.ts";

/** What another chain could give. */
export interface Holder {
  readonly chain: ChainKey;
  readonly held: number;
}

/** Micro-CU of one account over the whole mesh: issued + overdrafts = spent + free + frozen + written off. */
export interface AccountTotal {
  readonly issued: number;
  /** Less what was returned. */
  readonly spent: number;
  /** What the newest incarnation of some author may use. */
  readonly free: number;
  /** Held by forked chains and by incarnations that a newer one followed, or given by who did not hold it. */
  readonly frozen: number;
  readonly writtenOff: number;
}

/** More than a chain held, and was spent or given all the same. */
export interface Overdraft {
  readonly chain: ChainKey;
  readonly quantity: number;
  /** Proven by two events with one place. A chain without a fork that overdrew is a lie that it alone shows. */
  readonly isForked: boolean;
}

/** Law L4 of one account. */
export interface Conservation {
  readonly holds: boolean;
  readonly total: AccountTotal;
  readonly overdrafts: readonly Overdraft[];
}

/**
 * Who holds which rights to spend: section `budget` of the state (spec/mesh.md, ME-35), and what follows from it.
 *
 * Only sums, so that it does not matter in which order events come. A node's escrow is given a book of all that it admitted:
 * what it writes on it comes onto its disk after that, or not at all.
 */
export class BudgetBook implements Projection {
  readonly #issuers: ReadonlySet<NodeKey>;
  readonly #accounts = new Map<string, AccountRights>();
  readonly #forked = new Set<ChainKey>();
  readonly #writtenOff: Set<ChainKey>;
  readonly #isTold: boolean;
  readonly #newest = new Map<NodeKey, Opening>();

  /** @param writtenOff the chains that the followed rosters write off; null: those of every counting `roster.opened` */
  constructor(genesis: Pick<Genesis, "issuers">, writtenOff: readonly ChainKey[] | null = null) {
    this.#issuers = new Set(genesis.issuers);
    this.#writtenOff = new Set(writtenOff);
    this.#isTold = writtenOff !== null;
  }

  admit(event: MeshEvent, standing: Standing): boolean {
    if (standing === "outside") return false;
    if (standing === "forked") this.#forked.add(event.chain);
    this.#take(event, standing);
    return MOVES_RIGHTS.has(event.body.kind);
  }

  #take(event: MeshEvent, standing: Standing): void {
    const { body, chain } = event;
    if (body.kind === "incarnation.opened") this.#open(event);
    else if (body.kind === "roster.opened") this.#writeOff(body, standing);
    else if (body.kind === "kernel.entries") this.#move(chain, body);
    else if (body.kind === "budget.issued") this.#issue(event, body);
    else if (body.kind === "budget.given") this.#account(body.account).give(chain, body.to, body.quantity);
    else if (body.kind === "budget.spent") this.#account(body.account).spend(chain, body.quantity);
    else if (body.kind === "budget.returned") this.#account(body.account).return(chain, body.quantity);
  }

  encode(): Uint8Array {
    const accounts = this.accounts().map((name) => [name, this.#account(name).rows().map(packedRow)]);
    const writtenOff = [...this.#writtenOff].toSorted().map((chain) => chainCodec.pack(chain));
    return encodeCbor(["budget", accounts, writtenOff]);
  }

  /** Accounts in which something was issued, given or spent, by UTF-8 bytes. */
  accounts(): readonly string[] {
    const used = [...this.#accounts].filter(([, account]) => account.rows().length > 0).map(([name]) => name);
    return used.toSorted(compareUtf8);
  }

  /** What the chain may spend or give, micro-CU. None once it is forked or written off. */
  rightsOf(chain: ChainKey, name: string): number {
    const account = this.#accounts.get(name);
    if (account === undefined || this.#forked.has(chain) || this.#writtenOff.has(chain)) return 0;
    return amount(account.balance(chain) - account.doubt(chain));
  }

  /** What the newest incarnations of others hold, the richest first. */
  heldElsewhere(name: string, chain: ChainKey): { readonly total: number; readonly holders: readonly Holder[] } {
    const holders = [...(this.#accounts.get(name)?.chains() ?? [])]
      .filter((other) => other !== chain && this.isNewest(other))
      .map((other) => ({ chain: other, held: this.rightsOf(other, name) }))
      .filter(({ held }) => held > 0)
      .toSorted((a, b) => b.held - a.held || (a.chain < b.chain ? -1 : 1));
    return { total: amount(holders.reduce((sum, { held }) => sum + BigInt(held), 0n)), holders };
  }

  row(chain: ChainKey, name: string): RightsRow | undefined {
    return this.#accounts.get(name)?.row(chain);
  }

  isForked(chain: ChainKey): boolean {
    return this.#forked.has(chain);
  }

  isWrittenOff(chain: ChainKey): boolean {
    return this.#writtenOff.has(chain);
  }

  /** Whether no newer incarnation of its author is known. False for a chain of which no opening is known. */
  isNewest(chain: ChainKey): boolean {
    return this.#newest.get(authorOf(chain))?.chain === chain;
  }

  /** Micro-CU that issuers made in the account, over all chains. */
  issued(name: string): number {
    const account = this.#accounts.get(name);
    return amount([...(account?.chains() ?? [])].reduce((sum, chain) => sum + issuedBy(account, chain), 0n));
  }

  total(name: string): AccountTotal {
    return this.#balanced(name).total;
  }

  /** Law L4: what was issued is spent, held or written off; an overdraft is named, with the fork that made it. */
  conserved(name: string): Conservation {
    const { total, overdrafts, isExact } = this.#balanced(name);
    return { holds: isExact && overdrafts.every(({ isForked }) => isForked), total, overdrafts };
  }

  #balanced(name: string) {
    const account = this.#accounts.get(name) ?? new AccountRights();
    const sums = { issued: 0n, spent: 0n, free: 0n, frozen: 0n, writtenOff: 0n };
    const overdrafts: Overdraft[] = [];
    for (const [, { issued, spent, returned }] of account.rows()) {
      sums.issued += BigInt(issued);
      sums.spent += BigInt(spent) - BigInt(returned);
    }
    for (const chain of account.chains()) {
      const [balance, usable] = [account.balance(chain), BigInt(this.rightsOf(chain, name))];
      if (balance < 0n) {
        overdrafts.push({ chain, quantity: amount(-balance), isForked: this.#forked.has(chain) });
      } else if (this.#writtenOff.has(chain)) sums.writtenOff += balance;
      else if (!this.isNewest(chain)) sums.frozen += balance;
      else {
        sums.free += usable;
        sums.frozen += balance - usable;
      }
    }
    const overdrawn = overdrafts.reduce((sum, { quantity }) => sum + BigInt(quantity), 0n);
    const isExact = sums.issued + overdrawn === sums.spent + sums.free + sums.frozen + sums.writtenOff;
    return { total: amounts(sums), overdrafts: overdrafts.toSorted(byChain), isExact };
  }

  #open({ author, chain, lamport, id }: MeshEvent): void {
    const known = this.#newest.get(author);
    const opening = { chain, lamport, id };
    if (known === undefined || isLater(opening, known)) this.#newest.set(author, opening);
  }

  #writeOff({ writtenOff }: BodyOf<"roster.opened">, standing: Standing): void {
    if (standing === "counts" && !this.#isTold) for (const chain of writtenOff) this.#writtenOff.add(chain);
  }

  #issue({ author, chain }: MeshEvent, { account, quantity }: BodyOf<"budget.issued">): void {
    if (this.#issuers.has(author)) this.#account(account).issue(chain, quantity);
  }

  #move(chain: ChainKey, { movements }: BodyOf<"kernel.entries">): void {
    for (const { account, spent, returned } of movements) {
      if (spent > 0) this.#account(account).spend(chain, spent);
      if (returned > 0) this.#account(account).return(chain, returned);
    }
  }

  #account(name: string): AccountRights {
    const account = this.#accounts.get(name) ?? new AccountRights();
    this.#accounts.set(name, account);
    return account;
  }
}

/** Kinds that change the section. */
const MOVES_RIGHTS: ReadonlySet<string> = new Set([
  "roster.opened",
  "kernel.entries",
  "budget.issued",
  "budget.given",
  "budget.spent",
  "budget.returned",
]);

interface Opening {
  readonly chain: ChainKey;
  readonly lamport: number;
  readonly id: EventId;
}

/** The rank of an incarnation is that of its first event, as in ME-31. */
const isLater = (a: Opening, b: Opening): boolean => a.lamport > b.lamport || (a.lamport === b.lamport && a.id > b.id);

const authorOf = (chain: ChainKey): NodeKey => chain.slice(0, chain.indexOf("/"));

const issuedBy = (account: AccountRights | undefined, chain: ChainKey): bigint =>
  BigInt(account?.row(chain)?.issued ?? 0);

const byChain = (a: Overdraft, b: Overdraft): number => (a.chain < b.chain ? -1 : 1);

function packedRow([chain, { issued, spent, returned, given }]: readonly [ChainKey, RightsRow]): CborValue {
  const gifts = [...given].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [...packedChain(chain), issued, spent, returned, gifts.map(([to, sum]) => [...packedChain(to), sum])];
}

const packedChain = (chain: ChainKey): readonly CborValue[] => chainCodec.pack(chain) as readonly CborValue[];

/** As a number of micro-CU, never below 0 and at most 2^53 - 1. */
const amount = (quantity: bigint): number => Number(quantity < 0n ? 0n : quantity > MOST ? MOST : quantity);

const MOST = BigInt(Number.MAX_SAFE_INTEGER);

const amounts = (sums: { readonly [F in keyof AccountTotal]: bigint }): AccountTotal => ({
  issued: amount(sums.issued),
  spent: amount(sums.spent),
  free: amount(sums.free),
  frozen: amount(sums.frozen),
  writtenOff: amount(sums.writtenOff),
});
