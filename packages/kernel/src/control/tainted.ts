import type { Digest } from "@plimsoll/foundation";
import type { KernelState } from "../state/state.ts";
import { overlap } from "./chunk-overlap.ts";

/**
 * What the use of datasets by a killed run contaminates: they themselves, what is derived from them, whatever overlaps with
 * one of these or with all of them together, and what is derived from that. Overlap does not spread further: what only overlaps with something that only
 * overlaps shares no chunk with the killed run. In the order of the digests; unregistered seeds count by their digest alone.
 */
export function taintedBy(state: KernelState, seeds: readonly Digest[]): readonly Digest[] {
  const core = withDerived(state, new Set(seeds));
  return [...withDerived(state, new Set([...core, ...overlapping(state, core)]))].toSorted();
}

/**
 * They and what is derived from them, however far. Sources are registered before what is derived from them, but the order of digests
 * says nothing: go round until it rests.
 */
export function withDerived(state: KernelState, from: ReadonlySet<Digest>): ReadonlySet<Digest> {
  const reached = new Set(from);
  for (let before = -1; before !== reached.size;) {
    before = reached.size;
    for (const { dataset, derivedFrom } of state.datasets.values()) {
      if (derivedFrom.some((source) => reached.has(source))) reached.add(dataset);
    }
  }
  return reached;
}

const NOTHING_CLEAN: ReadonlySet<Digest> = new Set();

/** A kill is new evidence: certificates from before it do not hold against it. */
function overlapping(state: KernelState, core: ReadonlySet<Digest>): readonly Digest[] {
  const sources = [...core].flatMap((digest) => state.datasets.get(digest) ?? []);
  const chunksOfCore = new Set(sources.flatMap(({ chunks }) => chunks));
  if (chunksOfCore.size === 0) return [];
  const manifests = [...sources.map(({ chunks }) => chunks), [...chunksOfCore]];
  return [...state.datasets.values()]
    .filter(({ dataset, chunks }) => !core.has(dataset) && chunks.some((chunk) => chunksOfCore.has(chunk)))
    .filter(({ chunks }) => manifests.some((manifest) => overlap(manifest, chunks, NOTHING_CLEAN)))
    .map(({ dataset }) => dataset);
}
