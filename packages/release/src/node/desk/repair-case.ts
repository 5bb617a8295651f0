import type { PlannedRepair } from "../../evaluation/repair-plan.ts";
import { ENGINE_CYCLE_MS } from "../../stability/engine-load.ts";
import type { Examined } from "../search/examine.ts";
import { readCorpus } from "../search/read-corpus.ts";
import { repairSearch } from "../search/repair-search.ts";
import type { DeskPorts, FolderQuestion } from "./folder-question.ts";
import type { ReadCase } from "./read-case.ts";

/** What a repair brought: what takes the place of the examination, and the bytes of new sources. */
export interface Repaired {
  readonly found: Partial<Examined["examination"]>;
  readonly brought: readonly Uint8Array[];
}

/** One search for all, after the rest that each of them asks for: the evaluator really waits. */
export async function repair(
  repairs: readonly PlannedRepair[],
  { examined, options }: ReadCase,
  { corpora }: FolderQuestion,
  { wait, onStep }: DeskPorts,
): Promise<Repaired> {
  if (repairs.length === 0) return { found: {}, brought: [] };
  const wanted = new Set(repairs.map(({ claim }) => claim));
  const restMs = repairs.reduce((sum, { restCycles }) => sum + restCycles, 0) * ENGINE_CYCLE_MS;
  onStep(`searching once more for ${repairs.length} claims`);
  if (restMs > 0) await wait(restMs);
  const claims = examined.dossier.claims.filter(({ id }) => wanted.has(id));
  const result = repairSearch(examined, claims, corpora.flatMap(readCorpus), options);
  const { sources, links, searches } = result.examination;
  return { found: { sources, links, searches }, brought: result.brought.map(({ bytes }) => bytes) };
}
