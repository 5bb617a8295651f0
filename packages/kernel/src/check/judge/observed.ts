import type { Entry } from "../../entry/entry.ts";
import { deploymentObservers } from "./deployments-observed.ts";
import { evidenceObservers } from "./evidence-observed.ts";
import { runObservers } from "./runs-observed.ts";
import { siteObservers } from "./site-observed.ts";
import type { Facts, Named } from "./facts.ts";
import type { Observer, Observers } from "./observer.ts";

/** The facts after one more entry. Kinds that no judgement rests on change nothing. */
export function observed(facts: Facts, entry: Entry): Facts {
  const observer = OBSERVERS[entry.kind] as Observer<typeof entry.kind> | undefined;
  const told = observer === undefined ? facts : observer(facts, entry);
  return "transfers" in entry ? { ...told, balances: moved(told.balances, entry.transfers) } : told;
}

const OBSERVERS: Observers = { ...siteObservers, ...runObservers, ...evidenceObservers, ...deploymentObservers };

function moved(
  before: Named<number>,
  transfers: Extract<Entry, { readonly kind: "run.ended" }>["transfers"],
): Named<number> {
  const balances = { ...before };
  for (const { lab, quarter, from, to, amountMicroCu } of transfers) {
    const [source, target] = [`${lab}/${quarter}/${from}`, `${lab}/${quarter}/${to}`];
    balances[source] = (balances[source] ?? 0) - amountMicroCu;
    balances[target] = (balances[target] ?? 0) + amountMicroCu;
  }
  return balances;
}
