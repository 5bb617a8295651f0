import type { Digest } from "@plimsoll/foundation";
import type { Contamination, ContaminationMark } from "../state/dataset.ts";
import type { KernelState } from "../state/state.ts";
import { type Fold, must } from "./change.ts";

export const datasetRegistered: Fold<"dataset.registered"> = (state, { dataset, lab, chunks, derivedFrom }) => ({
  ...state,
  datasets: state.datasets.set(dataset, { dataset, lab, chunks, derivedFrom }),
});

/** Marks a dataset. A newer mark is new evidence: certificates from before it no longer hold, and a signature stays. */
export const dataContaminated: Fold<"data.contaminated"> = (state, { dataset, lineage, at }) => {
  const marks = state.radioactive.get(dataset)?.marks ?? [];
  const before = marks.find((mark) => mark.lineage === lineage);
  const mark: ContaminationMark = {
    lineage,
    labs: labsOf(state, lineage),
    markedAt: at,
    endorsed: before?.endorsed ?? false,
  };
  const others = marks.filter((other) => other !== before);
  return {
    ...state,
    radioactive: state.radioactive.set(dataset, { dataset, marks: [...others, mark], scrubbedInto: [] }),
  };
};

/** The lab that began the lineage and all that ran on it. */
function labsOf(state: KernelState, name: string): readonly string[] {
  const { lab, runs } = must(state.lineages, name);
  return [...new Set([lab, ...runs.map((run) => must(state.runs, run).lab)])].toSorted();
}

export const contaminationEndorsed: Fold<"contamination.endorsed"> = (state, { dataset }) => {
  const contamination = must(state.radioactive, dataset);
  const marks = contamination.marks.map((mark) => ({ ...mark, endorsed: true }));
  return { ...state, radioactive: state.radioactive.set(dataset, { ...contamination, marks }) };
};

export const datasetScrubbed: Fold<"dataset.scrubbed"> = (state, { dataset, after }) => {
  const contamination = must(state.radioactive, dataset);
  const scrubbedInto = [...contamination.scrubbedInto, after];
  const certified = { ...state, radioactive: state.radioactive.set(dataset, { ...contamination, scrubbedInto }) };
  const elsewhere = lineagesElsewhere(certified, dataset, after);
  const cleared = contamination.marks.map(({ lineage }) => lineage).filter((lineage) => !elsewhere.has(lineage));
  return withoutMarks(certified, after, cleared);
};

/** What reaches the scrubbed dataset from its other sources, for which no certificate was given. */
function lineagesElsewhere(state: KernelState, dataset: Digest, after: Digest): ReadonlySet<string> {
  const sources = must(state.datasets, after).derivedFrom.filter((source) => source !== dataset);
  const contaminated = sources
    .flatMap((source) => state.radioactive.get(source) ?? [])
    .filter(({ scrubbedInto }) => !scrubbedInto.includes(after));
  return new Set(contaminated.flatMap(({ marks }) => marks.map(({ lineage }) => lineage)));
}

/** Takes the marks of lineages off a dataset; one without marks is no longer contaminated. */
export function withoutMarks(state: KernelState, dataset: Digest, lineages: readonly string[]): KernelState {
  const contamination = state.radioactive.get(dataset);
  if (contamination === undefined) return state;
  const marks = contamination.marks.filter(({ lineage }) => !lineages.includes(lineage));
  return { ...state, radioactive: withMarks(state, contamination, marks) };
}

const withMarks = (
  { radioactive }: KernelState,
  contamination: Contamination,
  marks: readonly ContaminationMark[],
): KernelState["radioactive"] =>
  marks.length === 0
    ? radioactive.delete(contamination.dataset)
    : radioactive.set(contamination.dataset, { ...contamination, marks });
