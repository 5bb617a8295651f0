import type { Entry, EntryBodyOf, Quarter } from "@plimsoll/kernel";
import type { Movement } from "../budget/escrow.ts";

type Transfer = EntryBodyOf<"run.started">["transfers"][number];
type Account = Transfer["from"];

/** The account of the mesh that holds the rights to a lab's quarter. */
export const rightsAccount = (lab: string, quarter: Quarter): string => `${lab}/${quarter}`;

/**
 * What a decision binds and releases of each lab's quarter, net: the change of `granted - available`.
 *
 * What leaves `available` for `reserved`, `posted` or `spent` binds; what comes back to `available` releases. An opening
 * and a lapse move both sides alike and bind nothing. An overdraft brings what it binds: it is backed by the affidavit and
 * the debt wedge, not by rights, and only the rest of such a debit binds any.
 */
export function movementsOf(entries: readonly Entry[]): readonly Movement[] {
  const bound = new Map<string, number>();
  for (const { lab, quarter, from, to, amountMicroCu } of entries.flatMap(transfersOf)) {
    const account = rightsAccount(lab, quarter);
    bound.set(account, (bound.get(account) ?? 0) + amountMicroCu * (weight(from) - weight(to)));
  }
  return [...bound]
    .filter(([, change]) => change !== 0)
    .map(([account, change]) => ({ account, spent: Math.max(0, change), returned: Math.max(0, -change) }))
    .toSorted((a, b) => (a.account < b.account ? -1 : 1));
}

export const transfersOf = (entry: Entry): readonly Transfer[] => ("transfers" in entry ? entry.transfers : []);

/** Of `granted - available`: a source rises by what leaves it, another account falls. */
const weight = (account: Account): number => (account === "granted" || account === "available" ? 1 : 0);
