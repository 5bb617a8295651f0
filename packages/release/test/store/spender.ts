// Spends T from a shared store until it is told that none is left, and prints what it paid.
import { writeSync } from "node:fs";
import { spend, type TLedger, type Work } from "../../src/budget/t-ledger.ts";
import { withStore } from "../../src/node/store/with-store.ts";
import { tLedger } from "../../src/state/t-account.ts";
import { NOON_MS } from "./drafts.ts";
import { shippedPolicy } from "./shipped-policy.ts";

const [, , folder = "", name = "", works = ""] = process.argv;

/** Pays for one work under the lock; false when it cannot be paid. */
const paid = async (work: Work, key: string): Promise<boolean> =>
  withStore(folder, ({ store, state }) => {
    const before: TLedger = tLedger(state().account, shippedPolicy.budget);
    const after = spend(before, work, key);
    if (!after.ok) return false;
    const entries = after.value.entries.slice(before.entries.length);
    const body = { entries, balance: after.value.balance };
    store.append([{ kind: "budget.changed", subject: null, evaluation: null, body }], NOON_MS);
    return true;
  });

for (const [place, work] of works.split(",").entries())
  if (await paid(work as Work, `${name}:${place}`)) writeSync(1, `${work}\n`);
