import type { Digest } from "@plimsoll/foundation";
import type { Entry } from "@plimsoll/kernel";

/**
 * A naive second opinion on power, from the list of entries alone: slow, without the kernel's state, folds or statistics.
 * It knows only what must hold before any compute may be released.
 */
export function mayHavePower(entries: readonly Entry[], run: string, coverCheckpoints: number): boolean {
  const started = entries.find((entry) => entry.kind === "run.started" && entry.run === run);
  if (started?.kind !== "run.started") return false;
  if (entries.some((entry) => entry.kind === "run.ended" && entry.run === run)) return false;
  if (entries.some((entry) => entry.kind === "kill.ordered" && entry.lineage === started.lineage)) return false;
  const line = lineOf(entries, run, started.weights?.digest ?? null);
  if (line.length === 0) return started.genesisSeed !== null;
  const sets = closedSetsOn(entries, line);
  return lastTwoAreProven(sets) && newestIsNear(sets, line, coverCheckpoints);
}

/** CU by account, summed from the transfers. */
export function balances(entries: readonly Entry[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { from, to, amountMicroCu } of entries.flatMap((entry) => ("transfers" in entry ? entry.transfers : []))) {
    sums.set(from, (sums.get(from) ?? 0) - amountMicroCu);
    sums.set(to, (sums.get(to) ?? 0) + amountMicroCu);
  }
  return sums;
}

/** The newest weights and their ancestors, in whatever run they were made, the newest first. */
function lineOf(entries: readonly Entry[], run: string, first: Digest | null): Digest[] {
  const registered = entries.flatMap((entry) => (entry.kind === "checkpoint.registered" ? [entry] : []));
  const parents = new Map(registered.map(({ digest, parent }) => [digest, parent]));
  const line: Digest[] = [];
  const head = registered.findLast((entry) => entry.run === run)?.digest ?? first;
  for (let place = head; place !== null; place = parents.get(place) ?? null) line.push(place);
  return line;
}

interface ClosedSet {
  readonly digest: Digest;
  readonly proven: string | null;
}

function closedSetsOn(entries: readonly Entry[], line: readonly Digest[]): ClosedSet[] {
  const digests = new Map(
    entries.flatMap((entry) => (entry.kind === "windows.registered" ? [[entry.set, entry.digest] as const] : [])),
  );
  const closed = entries.flatMap((entry) =>
    entry.kind === "windows.closed" ? [{ proven: entry.proven, digest: digests.get(entry.set) as Digest }] : [],
  );
  return closed.filter(({ digest }) => line.includes(digest));
}

function lastTwoAreProven(sets: readonly ClosedSet[]): boolean {
  const last = sets.slice(-2);
  return last.length === 2 && last.every(({ proven }) => proven === "full" || proven === "research");
}

function newestIsNear(sets: readonly ClosedSet[], line: readonly Digest[], coverCheckpoints: number): boolean {
  const place = line.indexOf(sets.at(-1)?.digest as Digest);
  return place >= 0 && place <= coverCheckpoints;
}
