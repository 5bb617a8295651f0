import type { Entry } from "@plimsoll/kernel";
import type { EntryOf } from "./entry-of.ts";
import { quarterName, quarterNumber } from "./quarters.ts";

const CU = 1_000_000;
/** Tier 1, 2 and 3 of ACB-K §3.1. */
const PRICE_MICRO_CU: Readonly<Record<number, number>> = { 1: CU, 2: 5 * CU, 3: 20 * CU };
const WEDGE = 2;

/** Micro-CU of one wallet: a source counts what left it, the other accounts what they hold. */
export interface Balances {
  granted: number;
  overdraft: number;
  available: number;
  reserved: number;
  posted: number;
  spent: number;
}

const EMPTY: Balances = { granted: 0, overdraft: 0, available: 0, reserved: 0, posted: 0, spent: 0 };

interface Filed {
  readonly lab: string;
  readonly subject: string;
  readonly quarter: string;
  debits: number;
}

/** What the books object to in an entry: the law, what it should be, what it is. */
export interface Objection {
  readonly law: "L4" | "L9";
  readonly expected: string;
  readonly seen: string;
}

/**
 * The wallets of a site, from the transfers in its entries alone, and the few things about money that no transfer says:
 * what a tier costs, whom an overdraft rests on, and what it costs later (ACB-K §3).
 */
export class WalletBook {
  readonly balances = new Map<string, Balances>();
  /** What each quarter was opened with, micro-CU. */
  readonly opened = new Map<string, number>();
  readonly #affidavits = new Map<string, Filed>();
  readonly #wedges: { readonly lab: string; readonly quarter: number; readonly takenMicroCu: number }[] = [];
  readonly #links = new Map<string, Set<string>>();

  hear(entry: Entry): readonly Objection[] {
    if (entry.kind === "labs.linked") this.#link(entry.labs);
    const before = entry.kind === "allocation.opened" ? this.#wedgeObjections(entry) : [];
    const moved = "transfers" in entry ? this.#move(entry) : [];
    if (entry.kind === "affidavit.filed") {
      const { affidavit, lab, subject, quarter } = entry;
      this.#affidavits.set(affidavit, { lab, subject, quarter, debits: 0 });
    }
    return [...before, ...moved, ...priceObjections(entry)];
  }

  /** Of a lab's quarter; all zero where nobody opened it. */
  of(lab: string, quarter: string): Balances {
    return this.balances.get(`${lab}/${quarter}`) ?? EMPTY;
  }

  /** The labs that share debts with this one, itself among them. */
  linkedTo(lab: string): ReadonlySet<string> {
    return this.#links.get(lab) ?? new Set([lab]);
  }

  #move(entry: Extract<Entry, { readonly transfers: unknown }>): readonly Objection[] {
    const touched = new Set<string>();
    for (const { lab, quarter, from, to, amountMicroCu } of entry.transfers) {
      const wallet = this.#wallet(lab, quarter);
      wallet[from] += isSource(from) ? amountMicroCu : -amountMicroCu;
      wallet[to] += isSource(to) ? -amountMicroCu : amountMicroCu;
      touched.add(`${lab}/${quarter}`);
    }
    return [...[...touched].flatMap((key) => this.#walletObjections(key)), ...this.#overdraftObjections(entry)];
  }

  #walletObjections(key: string): readonly Objection[] {
    const wallet = this.balances.get(key) ?? EMPTY;
    const { granted, overdraft, available, reserved, posted, spent } = wallet;
    const adds = granted + overdraft === available + reserved + posted + spent;
    const isWhole = Object.values(wallet).every((amount) => Number.isSafeInteger(amount) && amount >= 0);
    if (adds && isWhole) return [];
    return [
      {
        law: "L4",
        expected: "accounts from 0 up that add up to what was granted and overdrawn",
        seen: said(key, wallet),
      },
    ];
  }

  /** An overdraft is one debit under one affidavit of the same lab, subject and quarter, and never above the grant. */
  #overdraftObjections(entry: Extract<Entry, { readonly transfers: unknown }>): readonly Objection[] {
    const overdrawn = entry.transfers.find(({ from }) => from === "overdraft");
    if (overdrawn === undefined) return [];
    const { lab, quarter } = overdrawn;
    const wallet = this.of(lab, quarter);
    const name = "affidavit" in entry ? entry.affidavit : null;
    const filed = name === null ? undefined : this.#affidavits.get(name);
    if (filed !== undefined) filed.debits += 1;
    const isNamed = filed?.lab === lab && filed.quarter === quarter && filed.subject === subjectOf(entry);
    const found: Objection[] = [];
    if (!isNamed || filed.debits > 1)
      found.push({
        law: "L9",
        expected: "an overdraft under an affidavit that was filed for it and carried no debit before",
        seen: `${entry.kind} overdraws ${lab}/${quarter} under ${name ?? "none"}, debit ${filed?.debits ?? 0}`,
      });
    if (wallet.overdraft > wallet.granted)
      found.push({
        law: "L4",
        expected: "an overdraft of at most what was granted",
        seen: said(`${lab}/${quarter}`, wallet),
      });
    return found;
  }

  /** What an opening takes off must be twice every earlier overdraft of linked labs, less what was taken off before. */
  #wedgeObjections(entry: EntryOf<"allocation.opened">): readonly Objection[] {
    const { lab, quarter, baseMicroCu, compliancePpm, wedgeMicroCu, carriedMicroCu } = entry;
    const owed = this.#owedMicroCu(lab, quarterNumber(quarter));
    const allotted = Number((BigInt(baseMicroCu) * BigInt(compliancePpm)) / 1_000_000n);
    const taken = Math.min(allotted, owed);
    const granted = entry.transfers.reduce((sum, { amountMicroCu }) => sum + amountMicroCu, 0);
    this.opened.set(`${lab}/${quarter}`, granted);
    this.#wedges.push({ lab, quarter: quarterNumber(quarter), takenMicroCu: wedgeMicroCu - carriedMicroCu });
    if (wedgeMicroCu === owed && carriedMicroCu === owed - taken && granted === allotted - taken) return [];
    return [
      {
        law: "L9",
        expected: `${lab}/${quarter} opened with ${allotted - taken} micro-CU after a wedge of ${owed}`,
        seen: `${granted} micro-CU, wedge ${wedgeMicroCu}, carried ${carriedMicroCu}`,
      },
    ];
  }

  #owedMicroCu(lab: string, quarter: number): number {
    let owed = 0;
    for (const name of this.linkedTo(lab))
      for (const [key, { overdraft }] of this.balances) {
        const [of = "", when = ""] = key.split("/");
        if (of === name && quarterNumber(when) < quarter) owed += WEDGE * overdraft;
      }
    const taken = this.#wedges.filter((wedge) => this.linkedTo(lab).has(wedge.lab) && wedge.quarter <= quarter);
    return Math.max(
      0,
      taken.reduce((sum, { takenMicroCu }) => sum - takenMicroCu, owed),
    );
  }

  #wallet(lab: string, quarter: string): Balances {
    const key = `${lab}/${quarter}`;
    const wallet = this.balances.get(key) ?? { ...EMPTY };
    this.balances.set(key, wallet);
    return wallet;
  }

  #link(labs: readonly string[]): void {
    const group = new Set(labs.flatMap((lab) => [...this.linkedTo(lab)]));
    for (const lab of group) this.#links.set(lab, group);
  }
}

const isSource = (account: string): boolean => account === "granted" || account === "overdraft";

const said = (key: string, wallet: Balances): string => `${key} ${JSON.stringify(wallet)}`;

const subjectOf = (entry: Entry): string | null =>
  "run" in entry && entry.run !== null ? entry.run : "deployment" in entry ? entry.deployment : null;

/** A start takes what its tier costs, no less, and from the wallet of its own lab. Quanta are not judged. */
function priceObjections(entry: Entry): readonly Objection[] {
  if (entry.kind !== "run.started") return [];
  const price = PRICE_MICRO_CU[entry.tier] ?? Number.POSITIVE_INFINITY;
  const { lab, quarter, at } = entry;
  const paid = entry.transfers
    .filter((transfer) => transfer.from === "available" && transfer.lab === lab && transfer.quarter === quarter)
    .reduce((sum, { amountMicroCu }) => sum + amountMicroCu, 0);
  if (paid === price && quarter === quarterName(at)) return [];
  return [
    {
      law: "L4",
      expected: `${price} micro-CU of ${lab}/${quarterName(at)} for Tier ${entry.tier}`,
      seen: `${paid} of ${quarter}`,
    },
  ];
}
