import type { Digest } from "@plimsoll/foundation";
import type { Contamination, Dataset } from "../state/dataset.ts";
import type { KernelState } from "../state/state.ts";
import { overlap } from "./chunk-overlap.ts";

/**
 * What reaches a dataset from all together that one kill has marked, though it may share too little with each by itself: the marks of that
 * kill on whatever it shares chunks with. Else a little of each of many contaminated datasets would stay clean, if only it was
 * registered after the kill.
 */
export function reachedTogether(state: KernelState, { chunks }: Pick<Dataset, "chunks">): readonly Contamination[] {
  const own = new Set(chunks);
  const marked = state.radioactive.sorted().map(([, contamination]) => contamination);
  const sharing = marked.filter((contamination) => !uncertified(state, contamination).isDisjointFrom(own));
  const lineages = new Set(sharing.flatMap(({ marks }) => marks.map(({ lineage }) => lineage)));
  return [...lineages]
    .filter((lineage) => overlapsAll(state, ofLineage(marked, lineage), chunks))
    .flatMap((lineage) => ofLineage(sharing, lineage));
}

/** What a kill of the lineage has marked, with the marks of that lineage alone. */
const ofLineage = (contaminations: readonly Contamination[], lineage: string): readonly Contamination[] =>
  contaminations
    .map((contamination) => ({
      ...contamination,
      marks: contamination.marks.filter((mark) => mark.lineage === lineage),
    }))
    .filter(({ marks }) => marks.length > 0);

/** A chunk is clean where every dataset that holds it was certified without it. */
function overlapsAll(state: KernelState, sources: readonly Contamination[], chunks: readonly Digest[]): boolean {
  const all = new Set(sources.flatMap(({ dataset }) => chunksOf(state, dataset)));
  const dirty = new Set(sources.flatMap((source) => [...uncertified(state, source)]));
  return overlap([...all], chunks, all.difference(dirty));
}

/** What a contaminated dataset brings in: chunks that a certificate kept may be used again (K-54). */
const uncertified = (state: KernelState, { dataset, scrubbedInto }: Contamination): ReadonlySet<Digest> =>
  new Set(chunksOf(state, dataset)).difference(new Set(scrubbedInto.flatMap((clean) => chunksOf(state, clean))));

const chunksOf = ({ datasets }: KernelState, dataset: Digest): readonly Digest[] => datasets.get(dataset)?.chunks ?? [];
