import type { Digest } from "@plimsoll/foundation";
import { type DatasetState, marksOn } from "@plimsoll/governor";

/** What the ledger says of a dataset. */
export interface DatasetRow {
  readonly dataset: Digest;
  /** Who registered it; null if nobody did and a kill marked its digest alone. */
  readonly lab: string | null;
  readonly chunks: number;
  readonly derivedFrom: readonly Digest[];
  /** Lineages whose kill contaminated it. */
  readonly lineages: readonly string[];
  readonly labs: readonly string[];
  readonly isEndorsed: boolean;
  readonly scrubbedInto: readonly Digest[];
}

export function datasetRow(state: DatasetState, dataset: Digest): DatasetRow {
  const registered = state.datasets.get(dataset);
  return {
    dataset,
    lab: registered?.lab ?? null,
    chunks: registered?.chunks.length ?? 0,
    derivedFrom: registered?.derivedFrom ?? [],
    ...marksOn(state, dataset),
    scrubbedInto: state.radioactive.get(dataset)?.scrubbedInto ?? [],
  };
}

/** All that the ledger knows, also the contaminated digests that nobody registered. */
export function datasetRows(state: DatasetState): readonly DatasetRow[] {
  const known = new Set([...state.datasets.sorted(), ...state.radioactive.sorted()].map(([dataset]) => dataset));
  return [...known].sort().map((dataset) => datasetRow(state, dataset));
}

/** Whom the marks bind, in words. */
export function standingText({
  lineages,
  isEndorsed,
  labs,
}: Pick<DatasetRow, "lineages" | "isEndorsed" | "labs">): string {
  if (lineages.length === 0) return "clean";
  return isEndorsed ? "RADIOACTIVE for all" : `RADIOACTIVE for ${labs.join(", ")} and linked labs`;
}
