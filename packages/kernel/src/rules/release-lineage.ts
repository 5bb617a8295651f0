import { type Digest, ok, type Result } from "@plimsoll/foundation";
import type { Refusal } from "../codes.ts";
import { isReleasable, trainedOn } from "../control/frozen.ts";
import { openSetsOfRuns } from "../control/open-sets.ts";
import { bandProvenBy, type WindowSet } from "../control/window-set.ts";
import type { EntryBody } from "../entry/entry.ts";
import type { Lineage } from "../state/lineage.ts";
import type { KernelState } from "../state/state.ts";
import { runEnded } from "./end-run.ts";
import { type Occasion, refuse, type Rule } from "./rule.ts";

/** Closed sets that a release rests on. */
const SETS_NEEDED = 2;

/**
 * The way back from a kill, for one digest: the frozen one or one that it came from, shown fit by two window sets since the kill.
 * What was eroded after it is rolled back. Runs that the kill stopped are settled: they do not go on.
 */
export const releaseLineage: Rule<"lineage.release"> = (state, { lineage: name, digest }, occasion) => {
  const lineage = state.lineages.get(name);
  if (lineage === undefined) return refuse("UNKNOWN_LINEAGE", "a known lineage", `"${name}"`, "name one of the ledger");
  if (!lineage.killed) return refuse("NOT_KILLED", "a lineage that was killed", `"${name}"`, "nothing to do");
  const refused = digestRefused(state, lineage, digest) ?? evidenceRefused(state, lineage, digest, occasion);
  if (refused !== null) return refused;
  const cleared = [...trainedOn(state, digest)].filter((dataset) => isMarkedBy(state, dataset, name)).toSorted();
  return ok([...settled(state, lineage), { kind: "lineage.released", lineage: name, digest, cleared }]);
};

type Refused = Result<never, Refusal> | null;

function digestRefused(state: KernelState, lineage: Lineage, digest: Digest): Refused {
  if (isReleasable(state, lineage, digest)) return null;
  return refuse(
    "UNKNOWN_CHECKPOINT",
    `weights of "${lineage.lineage}" that the kill froze, or that those came from`,
    digest,
    "name a frozen digest or an earlier checkpoint of its line",
  );
}

function evidenceRefused(state: KernelState, lineage: Lineage, digest: Digest, { at, site }: Occasion): Refused {
  const open = openSetOf(state, lineage);
  if (open !== undefined)
    return refuse("WINDOWS_OPEN", "every set of the lineage closed", `"${open}", open`, "close it: it counts as well");
  const sets = lineage.releaseSets
    .flatMap((set) => state.windowSets.get(set) ?? [])
    .filter((set) => set.digest === digest)
    .slice(0, SETS_NEEDED);
  const isFresh = (sets[0]?.closedAt ?? Number.NEGATIVE_INFINITY) >= at - site.policy.evidenceTtlMs;
  if (sets.length === SETS_NEEDED && isFresh && sets.every(provesRelease)) return null;
  return refuse(
    "RELEASE_UNPROVEN",
    `the last ${SETS_NEEDED} window sets on ${digest} since the kill, fresh, each proving full control`,
    `${sets.filter(provesRelease).length} of ${sets.length} prove it`,
    'probe the digest with the subject "release", or name an earlier checkpoint',
  );
}

/** A set that a run left open binds whoever goes on from its weights: what it showed before the kill would kill again. */
const openSetOf = (state: KernelState, { openReleaseSet, runs }: Lineage): string | undefined =>
  openReleaseSet ?? openSetsOfRuns(state, runs)[0]?.set;

/** Full control, and no deception shown while it was proven. */
const provesRelease = (set: WindowSet): boolean => bandProvenBy(set).band === "full" && set.gap?.verdict !== "shown";

const isMarkedBy = (state: KernelState, dataset: Digest, lineage: string): boolean =>
  state.radioactive.get(dataset)?.marks.some((mark) => mark.lineage === lineage) ?? false;

function settled(state: KernelState, { runs }: Lineage): EntryBody[] {
  const left = runs.flatMap((name) => state.runs.get(name) ?? []).filter(({ ended }) => !ended);
  return left.map((run) => runEnded(run, "killed"));
}
