import type { Digest } from "@plimsoll/foundation";
import type { KernelState } from "@plimsoll/kernel";
import { type Kinship, kinship, type ReadData } from "./kinship.ts";

/** What of the ledger says which data may be used. */
export type DatasetState = Pick<KernelState, "datasets" | "radioactive" | "labs">;

/** A registered dataset that shares chunks with data that were read, or is them. */
export interface Relative {
  readonly dataset: Digest;
  readonly kinship: Kinship;
  /** Lineages whose kill marked it; none if it is not radioactive. */
  readonly lineages: readonly string[];
  readonly isEndorsed: boolean;
  /** Labs that the marks bind before any auditor signs. */
  readonly labs: readonly string[];
}

/** Every registered chunk: what data are read with in mind. */
export const registeredChunks = ({ datasets }: Pick<DatasetState, "datasets">): ReadonlySet<Digest> =>
  new Set([...datasets.values()].flatMap(({ chunks }) => chunks));

/** The registered datasets that share chunks with data that were read, the greatest share first. */
export function relativesOf(state: DatasetState, data: ReadData & { readonly digest: Digest }): readonly Relative[] {
  const others = [...state.datasets.values()].filter(({ dataset }) => dataset !== data.digest);
  const relatives = others.map(({ dataset, chunks }) => ({
    dataset,
    kinship: kinship(data, chunks, clearedChunks(state, dataset)),
    ...marksOn(state, dataset),
  }));
  return relatives.filter((relative) => relative.kinship.shared > 0).toSorted(byShare);
}

const byShare = (one: Relative, other: Relative): number =>
  other.kinship.shared * one.kinship.of - one.kinship.shared * other.kinship.of ||
  (one.dataset < other.dataset ? -1 : 1);

/** The marks on a dataset itself. */
export function marksOn(
  { radioactive }: Pick<DatasetState, "radioactive">,
  dataset: Digest,
): Pick<Relative, "lineages" | "isEndorsed" | "labs"> {
  const marks = radioactive.get(dataset)?.marks ?? [];
  return {
    lineages: marks.map(({ lineage }) => lineage),
    isEndorsed: marks.some(({ endorsed }) => endorsed),
    labs: [...new Set(marks.flatMap(({ labs }) => labs))].toSorted(),
  };
}

/** Does a mark forbid the lab the use (K-53)? Without a lab: anybody's use. */
export function binds(
  { labs: accredited }: Pick<DatasetState, "labs">,
  { lineages, isEndorsed, labs }: Pick<Relative, "lineages" | "isEndorsed" | "labs">,
  lab: string | null,
): boolean {
  if (lineages.length === 0) return false;
  if (isEndorsed || lab === null) return true;
  const linked = accredited.get(lab)?.linked ?? [lab];
  return labs.some((bound) => linked.includes(bound));
}

/** Chunks that scrub certificates left in what they certified: sharing those does no harm. */
export function clearedChunks({ datasets, radioactive }: DatasetState, dataset: Digest): ReadonlySet<Digest> {
  const scrubbedInto = radioactive.get(dataset)?.scrubbedInto ?? [];
  return new Set(scrubbedInto.flatMap((scrubbed) => datasets.get(scrubbed)?.chunks ?? []));
}
