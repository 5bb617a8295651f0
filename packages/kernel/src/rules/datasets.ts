import { type Digest, ok, type Result } from "@plimsoll/foundation";
import type { Refusal } from "../codes.ts";
import type { CommandOf } from "../command/command.ts";
import { overlap } from "../control/chunk-overlap.ts";
import { reachedTogether } from "../control/overlap-together.ts";
import { taintedBy, withDerived } from "../control/tainted.ts";
import type { EntryBody } from "../entry/entry.ts";
import type { Contamination, Dataset } from "../state/dataset.ts";
import type { KernelState } from "../state/state.ts";
import { refuse, type Rule } from "./rule.ts";

/** Takes a manifest into the ledger. What comes from contaminated data, or shares chunks with them, is contaminated from the start. */
export const registerDataset: Rule<"dataset.register"> = (state, { dataset, lab, chunks, derivedFrom }) => {
  if (!state.labs.has(lab)) return refuse("UNKNOWN_LAB", "an accredited lab", `"${lab}"`, "accredit it first");
  const unknown = derivedFrom.find((source) => !state.datasets.has(source));
  if (unknown !== undefined)
    return refuse("UNKNOWN_DATASET", "registered sources", unknown, "register the sources first");
  if (state.datasets.has(dataset))
    return refuse("DATASET_EXISTS", "a dataset that is not registered yet", dataset, "use it as it is registered");
  const registered: Dataset = { dataset, lab, chunks, derivedFrom };
  return ok([
    { kind: "dataset.registered", ...registered },
    ...inherited(state, registered),
    ...spread(state, registered),
  ]);
};

/** The marks that a new dataset takes over from what it is made of. */
function inherited(state: KernelState, registered: Dataset): EntryBody[] {
  const sources = state.radioactive
    .sorted()
    .map(([, contamination]) => contamination)
    .filter((contamination) => reaches(state, contamination, registered));
  return takenOver(registered.dataset, [...sources, ...reachedTogether(state, registered)]);
}

/** Chunks that were certified clean are shared without harm. */
function reaches(
  state: KernelState,
  { dataset, scrubbedInto }: Contamination,
  { chunks, derivedFrom }: Dataset,
): boolean {
  if (derivedFrom.includes(dataset)) return true;
  const source = state.datasets.get(dataset);
  if (source === undefined) return false;
  const clean = new Set(scrubbedInto.flatMap((scrubbed) => state.datasets.get(scrubbed)?.chunks ?? []));
  return overlap(source.chunks, chunks, clean);
}

/** A digest may be radioactive before anybody registered its manifest: only now is it seen what else it reaches. */
function spread(state: KernelState, registered: Dataset): EntryBody[] {
  const contamination = state.radioactive.get(registered.dataset);
  if (contamination === undefined) return [];
  const known = { ...state, datasets: state.datasets.set(registered.dataset, registered) };
  const reached = new Set(taintedBy(known, [registered.dataset]));
  const others = [...reached].filter((dataset) => dataset !== registered.dataset);
  return [
    ...others.flatMap((dataset) => takenOver(dataset, [contamination])),
    ...spreadTogether(known, registered, reached),
  ];
}

/** What shares too little with this one by itself, and enough with all that one kill has marked; and what is derived from that. */
function spreadTogether(state: KernelState, { chunks }: Dataset, reached: ReadonlySet<Digest>): EntryBody[] {
  const shared = new Set(chunks);
  return state.datasets
    .sorted()
    .map(([, other]) => other)
    .filter((other) => other.chunks.some((chunk) => shared.has(chunk)))
    .flatMap((other) => {
      const sources = reachedTogether(state, other);
      const drawn = withDerived(state, new Set([other.dataset])).difference(reached);
      return [...drawn].toSorted().flatMap((dataset) => takenOver(dataset, newTo(state, dataset, sources)));
    });
}

/** To mark once more what a kill has marked would undo what was certified of it since. */
function newTo(state: KernelState, dataset: Digest, sources: readonly Contamination[]): readonly Contamination[] {
  const known = new Set(state.radioactive.get(dataset)?.marks.map(({ lineage }) => lineage));
  return sources.map((source) => ({ ...source, marks: source.marks.filter(({ lineage }) => !known.has(lineage)) }));
}

/** The marks of sources, put on one more dataset; a signature on any of them comes along. */
function takenOver(dataset: Digest, sources: readonly Contamination[]): EntryBody[] {
  const marks = sources.flatMap((source) => source.marks);
  const marked = [...new Set(marks.map(({ lineage }) => lineage))].map((lineage) => contaminated(dataset, lineage));
  return marks.some(({ endorsed }) => endorsed) ? [...marked, { kind: "contamination.endorsed", dataset }] : marked;
}

const contaminated = (dataset: Digest, lineage: string): EntryBody => ({
  kind: "data.contaminated",
  dataset,
  lineage,
  output: "forensic-shutdown",
});

/** An auditor's signature makes the mark bind every lab, on the dataset and on all that the same kill marked through it. */
export const endorseContamination: Rule<"contamination.endorse"> = (state, { dataset }) => {
  const contamination = state.radioactive.get(dataset);
  if (contamination === undefined) return notRadioactive(dataset);
  const lineages = lineagesOf(contamination);
  const reached = taintedBy(state, [dataset]).filter((other) =>
    state.radioactive.get(other)?.marks.some(({ lineage }) => lineages.has(lineage)),
  );
  return ok(reached.map((other): EntryBody => ({ kind: "contamination.endorsed", dataset: other })));
};

const lineagesOf = ({ marks }: Contamination): ReadonlySet<string> => new Set(marks.map(({ lineage }) => lineage));

/**
 * A scrub certificate. The contaminated bytes stay contaminated for good; what becomes usable is the digest after the scrub,
 * which must be registered, derived from them, and without some of their chunks.
 */
export const scrubDataset: Rule<"dataset.scrub"> = (state, command) => {
  const refused = scrubRefused(state, command);
  if (refused !== null) return refused;
  const { dataset, method, before, after } = command;
  return ok([{ kind: "dataset.scrubbed", dataset, method, before, after }]);
};

function scrubRefused(
  state: KernelState,
  { dataset, before, after }: CommandOf<"dataset.scrub">,
): Result<never, Refusal> | null {
  if (!state.radioactive.has(dataset)) return notRadioactive(dataset);
  if (before !== dataset)
    return refuse(
      "UNKNOWN_DATASET",
      `${dataset} as the digest before`,
      before,
      "certify the dataset that is contaminated",
    );
  const scrubbed = state.datasets.get(after);
  if (scrubbed === undefined || !scrubbed.derivedFrom.includes(dataset) || scrubbed.chunks.length === 0) {
    return refuse(
      "UNKNOWN_DATASET",
      `a dataset registered with its chunks, as derived from ${dataset}`,
      after,
      "register the scrubbed dataset first",
    );
  }
  const kept = new Set(scrubbed.chunks);
  const chunks = state.datasets.get(dataset)?.chunks ?? [];
  if (chunks.some((chunk) => !kept.has(chunk))) return null;
  return refuse(
    "DATASET_RADIOACTIVE",
    "a scrub that removed chunks",
    "every chunk kept",
    "remove what is contaminated",
  );
}

const notRadioactive = (dataset: Digest): Result<never, Refusal> =>
  refuse("NOT_RADIOACTIVE", "a contaminated dataset", dataset, "nothing to do");
