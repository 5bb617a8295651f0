import type { KernelState } from "@plimsoll/kernel";
import { isBankrupt } from "../../src/wallet/bankruptcy.ts";
import { flopLeft } from "../../src/wallet/flop-left.ts";
import type { Step } from "../stories/story-site.ts";
import type { NaiveLedger } from "./naive-ledger.ts";

/** Where the kernel's state and the naive books differ: empty when they agree. */
export function differences(state: KernelState, books: NaiveLedger, atMs: number): readonly string[] {
  return [
    ...books.objections,
    ...walletsDiffer(state, books),
    ...leasesDiffer(state, books),
    ...epochsDiffer(state, books),
    ...poolsDiffer(state, books, atMs),
    ...bankruptcyDiffers(state, books, atMs),
  ];
}

const ACCOUNTS = ["granted", "overdraft", "available", "reserved", "posted", "spent"] as const;

function walletsDiffer(state: KernelState, books: NaiveLedger): readonly string[] {
  const kernel = state.wallets.sorted();
  const missing = [...books.wallets.keys()].filter((key) => !kernel.some(([known]) => known === key));
  const wrong = kernel.flatMap(([key, wallet]) => {
    const known = books.wallets.get(key);
    return ACCOUNTS.filter((account) => wallet[account] !== known?.[account]).map(
      (account) => `${key} ${account}: the kernel has ${wallet[account]}, the books ${known?.[account]}`,
    );
  });
  return [...wrong, ...missing.map((key) => `${key}: the kernel has no such wallet`)];
}

function leasesDiffer(state: KernelState, books: NaiveLedger): readonly string[] {
  const kernel = state.leases.sorted().map(([lease]) => lease);
  const known = [...books.leases.keys()].toSorted();
  return kernel.join() === known.join() ? [] : [`leases: the kernel has ${kernel.join()}, the books ${known.join()}`];
}

const epochsDiffer = (state: KernelState, books: NaiveLedger): readonly string[] =>
  state.lineages
    .sorted()
    .filter(([name, { killEpoch }]) => killEpoch !== (books.killEpochs.get(name) ?? 0))
    .map(([name, { killEpoch }]) => `${name}: the kernel is at kill epoch ${killEpoch}`);

const poolsDiffer = (state: KernelState, books: NaiveLedger, atMs: number): readonly string[] =>
  state.pools.sorted().flatMap(([key]) => {
    const [lab = "", lineage = ""] = key.split("//");
    const left = { kernel: flopLeft(state, lab, lineage, atMs), books: books.flopLeft(lab, lineage, atMs) };
    return left.kernel === left.books
      ? []
      : [`${key}: the kernel has ${left.kernel} FLOP left, the books ${left.books}`];
  });

function bankruptcyDiffers(state: KernelState, books: NaiveLedger, atMs: number): readonly string[] {
  const { site } = state;
  if (site === null) return [];
  return state.labs.sorted().flatMap(([name, lab]) => {
    if (books.availableMicroCu(name, atMs) === null) return [];
    const kernel = isBankrupt(state, site, lab, atMs);
    return kernel === books.isBankrupt(name, atMs) ? [] : [`${name}: the kernel says bankrupt = ${kernel}`];
  });
}

/** Refusals for want of CU, which the books must confirm: `before` the command, by the books as they were. */
export function wantOfFunds({ stamped, decision }: Step, books: NaiveLedger): readonly string[] {
  if (decision.kind !== "refused") return [];
  const { code } = decision.refusal;
  const body = stamped.body as {
    readonly type: string;
    readonly lab: string;
    readonly run: string;
    readonly tier: number;
  };
  if (body.type !== "run.start" || (code !== "INSUFFICIENT_CU" && code !== "BANKRUPT")) return [];
  const available = books.availableMicroCu(body.lab, stamped.at);
  if (available === null || books.openAffidavit(body.lab, body.run, stamped.at) !== null) return [];
  const price = [0, 1, 5, 20][body.tier] ?? 0;
  const confirmed =
    code === "BANKRUPT" ? body.tier > 1 && books.isBankrupt(body.lab, stamped.at) : available < price * 1_000_000;
  return confirmed ? [] : [`${code}, though the books have ${available} micro-CU`];
}
