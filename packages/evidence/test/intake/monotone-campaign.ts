import { digestOf, RandomStream } from "@plimsoll/foundation";
import { importResult } from "../../src/intake/import-result.ts";
import type { FileRole, IntakeMapping } from "../../src/intake/mapping.ts";
import type { SourceFiles } from "../../src/intake/reader.ts";
import { INTAKE_CODES } from "../../src/intake/refusal.ts";
import type { ForeignCase } from "./foreign-cases.ts";
import { flipBit, lose, type Loss, LOSSES } from "./mutations.ts";
import { nodePorts } from "./node-decompress.ts";

/** What a campaign of losses did to one case. Every count is of mutations. */
export interface CampaignTally {
  accepted: number;
  refused: number;
  /** The mutations that left the file as it was; they prove nothing. */
  unchanged: number;
  /** Losses after which more trials counted as controlled than before: there must be none. */
  readonly raised: { readonly loss: Loss; readonly index: number; readonly controlled: number }[];
  /** Against the registered digest: accepted in spite of a change. There must be none. */
  unnoticed: number;
}

const controlledOf = (files: SourceFiles, mapping: IntakeMapping): number | null => {
  const imported = importResult(files, mapping, nodePorts);
  if (imported.ok) return imported.value.controlled;
  if (!INTAKE_CODES.includes(imported.error.code)) throw new Error(`unknown code ${imported.error.code}`);
  return null;
};

export const registered = (mapping: IntakeMapping, files: SourceFiles): IntakeMapping => ({
  ...mapping,
  registeredFiles: Object.entries(files).map(([role, bytes]) => ({ role: role as FileRole, digest: digestOf(bytes) })),
});

/** Mutation `index` is a function of (seed, case, index): one that fails can be played again. */
export function playLoss(
  { name, files }: ForeignCase,
  seed: string,
  index: number,
): { loss: Loss; mutated: SourceFiles } {
  const random = RandomStream.from("intake", seed, name, index);
  const loss = LOSSES[index % LOSSES.length] as Loss;
  return { loss, mutated: lose(files, loss, random) };
}

/** `mutations` losses with the digest check off, and every `digestEvery`-th of them, and a flipped bit, with it on. */
export function campaign(foreign: ForeignCase, seed: string, mutations: number, digestEvery: number): CampaignTally {
  const tally: CampaignTally = { accepted: 0, refused: 0, unchanged: 0, raised: [], unnoticed: 0 };
  const before = controlledOf(foreign.files, foreign.mapping) ?? 0;
  const bound = registered(foreign.mapping, foreign.files);
  for (let index = 0; index < mutations; index += 1) {
    const { loss, mutated } = playLoss(foreign, seed, index);
    const controlled = controlledOf(mutated, foreign.mapping);
    if (controlled === null) tally.refused += 1;
    else tally.accepted += 1;
    if (controlled !== null && controlled > before) tally.raised.push({ loss, index, controlled });
    if (index % digestEvery !== 0) continue;
    if (isSame(mutated, foreign.files)) tally.unchanged += 1;
    else if (controlledOf(mutated, bound) !== null) tally.unnoticed += 1;
    if (controlledOf(flipBit(foreign.files, RandomStream.from("flip", seed, foreign.name, index)), bound) !== null)
      tally.unnoticed += 1;
  }
  return tally;
}

const isSame = (left: SourceFiles, right: SourceFiles): boolean =>
  (["result", "samples"] as const).every((role) => Buffer.compare(left[role] ?? NOTHING, right[role] ?? NOTHING) === 0);

const NOTHING = new Uint8Array();
