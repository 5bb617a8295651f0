import { type Digest, digestOfValue, PlimsollError } from "@plimsoll/foundation";
import type { Command, KernelState } from "@plimsoll/kernel";
import { RefusedError, type Site } from "../site/site.ts";
import { binds, clearedChunks, marksOn, registeredChunks, type Relative, relativesOf } from "./contamination-of.ts";
import { type DatasetContent, describeDataset } from "./describe-dataset.ts";
import { COUNTS_ONE_IN } from "./kinship.ts";

/** A dataset that the ledger knows, and what it shares with others that the ledger knows. */
export interface RegisteredDataset {
  readonly content: DatasetContent;
  readonly relatives: readonly Relative[];
  /** What it was registered as derived from: declared, or seen in the bytes alone. */
  readonly derivedFrom: readonly Digest[];
  readonly wasKnown: boolean;
}

export interface Registration {
  readonly path: string;
  readonly lab: string;
  readonly derivedFrom?: readonly Digest[];
  readonly onBytes?: (bytes: number) => void;
}

/** The most sources that a registration names (`dataset.register`). */
const SOURCES_MAX = 64;

/**
 * Reads data and registers their manifest in the name of a lab, unless the ledger has them. What shares chunks with a registered dataset in a way
 * that the two manifests do not show, since one of them is a sample, is registered as derived from it: so the marks of one reach the other.
 *
 * Throws `RefusedError`, `DATASET_NOT_FOUND`, `DATASET_UNREADABLE`, `DATASET_CHANGED` and `DATASET_SOURCES_TOO_MANY`.
 */
export function registerDataset(
  site: Site,
  { path, lab, derivedFrom: declared, onBytes }: Registration,
): RegisteredDataset {
  const content = describeDataset(path, { wanted: registeredChunks(site.state), ...(onBytes && { onBytes }) });
  const relatives = relativesOf(site.state, content);
  const known = site.state.datasets.get(content.digest);
  if (known !== undefined && declared === undefined)
    return { content, relatives, derivedFrom: known.derivedFrom, wasKnown: true };
  const derivedFrom = sourcesOf(declared ?? [], content, relatives, site);
  const command: Command = {
    type: "dataset.register",
    dataset: content.digest,
    lab,
    chunks: content.chunks,
    derivedFrom,
  };
  site.must(`dataset.register:${digestOfValue(command)}`, command);
  return { content, relatives, derivedFrom, wasKnown: known !== undefined };
}

/** Declared ones first; then those whose share counts and is not to be seen in the manifests. */
function sourcesOf(
  declared: readonly Digest[],
  { chunks }: DatasetContent,
  relatives: readonly Relative[],
  { state }: Site,
): readonly Digest[] {
  const own = new Set(chunks);
  const unseen = relatives.filter(({ dataset, kinship }) => kinship.counts && !manifestsShow(state, dataset, own));
  const sources = [...new Set([...declared, ...unseen.map(({ dataset }) => dataset)])];
  if (sources.length <= SOURCES_MAX) return sources;
  throw new PlimsollError({
    code: "DATASET_SOURCES_TOO_MANY",
    expected: `at most ${SOURCES_MAX} datasets that this one comes from`,
    received: `${sources.length}`,
    fix: "register it in several parts",
  });
}

/** Whether the kernel finds by itself what two datasets share (K-53). */
function manifestsShow(state: KernelState, dataset: Digest, own: ReadonlySet<Digest>): boolean {
  const manifest = state.datasets.get(dataset)?.chunks ?? [];
  const cleared = clearedChunks(state, dataset);
  const shared = manifest.filter((chunk) => own.has(chunk) && !cleared.has(chunk)).length;
  return shared > 0 && shared * COUNTS_ONE_IN >= Math.min(manifest.length, own.size);
}

/**
 * The data of a run, by the digests that `run.start` wants: registered at their first use, in the name of the lab that runs. Whether they may be used
 * is for the kernel to say; only what the kernel cannot see is refused here: data registered before a larger, sampled set that is
 * radioactive and that they are a part of.
 *
 * Throws as `registerDataset`, and `RefusedError` with `DATASET_RADIOACTIVE`.
 */
export function datasetsForRun(
  site: Site,
  lab: string,
  paths: readonly string[],
  onBytes: (bytes: number) => void = () => {},
): readonly Digest[] {
  return paths.map((path) => {
    const { content, relatives } = registerDataset(site, { path, lab, onBytes });
    const isMarked = binds(site.state, marksOn(site.state, content.digest), lab);
    const source = relatives.find((relative) => relative.kinship.counts && binds(site.state, relative, lab));
    if (!isMarked && source !== undefined) throw radioactive(path, source);
    return content.digest;
  });
}

const radioactive = (path: string, { dataset, kinship }: Relative): RefusedError =>
  new RefusedError({
    code: "DATASET_RADIOACTIVE",
    expected: "datasets without contamination",
    received: `"${path}", which shares ${kinship.shared} of ${kinship.of} chunks with ${dataset}`,
    fix: "train without it, or have an auditor record its scrub: plimsoll dataset scrub",
  });
