import { provenControlPpm } from "@plimsoll/foundation";
import { attemptAlpha, CLAIM_PPM, failuresIn, REQUIRED_CELLS, trialsIn } from "@plimsoll/kernel";
import { dayOf } from "../plan/calendar.ts";
import type { LedgerView, PlacedOf } from "../site/ledger-view.ts";

/** What one closed set proves of a model: the lower bound in its worst cell. */
export interface Bound {
  readonly day: number;
  readonly provenPpm: number;
  readonly entry: number;
}

const known = new Map<string, number>();

/** The exact bound costs arithmetic with large numbers, and the same counts come often. */
function boundOf(trials: number, failures: number, attempt: number): number {
  const key = `${trials}/${failures}/${attempt}`;
  const bound = known.get(key) ?? provenControlPpm(trials, failures, attemptAlpha(attempt));
  known.set(key, bound);
  return bound;
}

/** The sets on the weights of each model, by model. */
export function boundsByModel(view: LedgerView): ReadonlyMap<string, readonly Bound[]> {
  const lineageOf = new Map(view.of("run.started").map(({ entry }) => [entry.run, entry.lineage]));
  const registered = new Map(view.of("windows.registered").map(({ entry }) => [entry.set, entry]));
  const bounds = new Map<string, Bound[]>();
  for (const closed of view.of("windows.closed")) {
    const registration = registered.get(closed.entry.set);
    if (registration?.subject.kind !== "run") continue;
    const lineage = lineageOf.get(registration.subject.run) ?? "";
    bounds.set(lineage, [...(bounds.get(lineage) ?? []), worstOf(closed, registration)]);
  }
  return bounds;
}

type Registration = PlacedOf<"windows.registered">["entry"];

/** The bound at the error rate of the highest claim, which was tried most often; what the kernel took as proven at its own is not below it. */
function worstOf({ index, entry }: PlacedOf<"windows.closed">, { attempts }: Registration): Bound {
  const bounds = REQUIRED_CELLS.map((cell) => {
    const tally = entry.tallies[cell];
    return boundOf(trialsIn(tally), failuresIn(tally), attempts[cell].full);
  });
  const provenPpm = Math.max(Math.min(...bounds), entry.proven === null ? 0 : CLAIM_PPM[entry.proven]);
  return { day: dayOf(entry.at), provenPpm, entry: index };
}
