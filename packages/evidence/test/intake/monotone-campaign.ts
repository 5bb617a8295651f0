import { RandomStream } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import { importResult } from "../../src/intake/import-result.ts";
import type { FileRole, IntakeMapping } from "../../src/intake/mapping.ts";
import { INTAKE_CODES } from "../../src/intake/refusal.ts";
import type { ForeignCase } from "./foreign-cases.ts";
import { isLoss, mutate, type Mutation, MUTATIONS } from "./mutations.ts";
import { type FileBytes, nodePorts, sourcesOf } from "./node-decompress.ts";

/** What a campaign did to one case by one kind of mutation. Every count is of mutations. */
export interface KindTally {
  mutations: number;
  /** With the digest check off: read, and refused with a code. */
  accepted: number;
  refused: number;
  /** With the check off: more trials counted as controlled than before. For a loss there must be none. */
  raised: number;
  /** They left the file as it was; they prove nothing. */
  unchanged: number;
  /** Against the registered digest: refused with `INTAKE_DIGEST_DIFFERS`. */
  noticed: number;
  /** Against the registered digest: accepted in spite of a change, or refused for another reason. There must be none. */
  unnoticed: number;
}

export interface CampaignTally {
  readonly kinds: Readonly<Record<Mutation, KindTally>>;
  /** The losses that raised something: each can be played again by its index. */
  readonly failures: { readonly mutation: Mutation; readonly index: number; readonly controlled: number }[];
}

const noTally = (): KindTally => ({
  mutations: 0,
  accepted: 0,
  refused: 0,
  raised: 0,
  unchanged: 0,
  noticed: 0,
  unnoticed: 0,
});

/** The number of controlled trials, or the code of the refusal. */
function answerTo(files: FileBytes, mapping: IntakeMapping): number | string {
  const imported = importResult(sourcesOf(files), mapping, nodePorts);
  if (imported.ok) return imported.value.controlled;
  if (!INTAKE_CODES.includes(imported.error.code)) throw new Error(`unknown code ${imported.error.code}`);
  return imported.error.code;
}

export const registered = (mapping: IntakeMapping, files: FileBytes): IntakeMapping => ({
  ...mapping,
  registeredFiles: Object.entries(files).map(([role, bytes]) => ({
    role: role as FileRole,
    digest: digestOfBytes(bytes),
  })),
});

/** Mutation `index` is a function of (seed, case, index): one that fails can be played again. */
export function play(
  { name, files, mapping }: ForeignCase,
  seed: string,
  index: number,
): { mutation: Mutation; mutated: FileBytes } {
  const random = RandomStream.from("intake", seed, name, index);
  const mutation = MUTATIONS[index % MUTATIONS.length] as Mutation;
  return { mutation, mutated: mutate(files, mutation, random, mapping) };
}

/** Plays `mutations` with the digest check off, and every `digestEvery`-th of them with it on. */
export function campaign(foreign: ForeignCase, seed: string, mutations: number, digestEvery: number): CampaignTally {
  const tally: CampaignTally = {
    kinds: Object.fromEntries(MUTATIONS.map((mutation) => [mutation, noTally()])) as Record<Mutation, KindTally>,
    failures: [],
  };
  const before = answerTo(foreign.files, foreign.mapping);
  const bound = registered(foreign.mapping, foreign.files);
  for (let index = 0; index < mutations; index += 1) {
    const { mutation, mutated } = play(foreign, seed, index);
    const kind = tally.kinds[mutation];
    const controlled = answerTo(mutated, foreign.mapping);
    countOpen(kind, controlled, before);
    if (typeof controlled === "number" && controlled > Number(before) && isLoss(mutation))
      tally.failures.push({ mutation, index, controlled });
    if (index % digestEvery === 0) countBound(kind, foreign.files, mutated, bound);
  }
  return tally;
}

function countOpen(kind: KindTally, answer: number | string, before: number | string): void {
  kind.mutations += 1;
  if (typeof answer === "number") kind.accepted += 1;
  else kind.refused += 1;
  if (typeof answer === "number" && answer > Number(before)) kind.raised += 1;
}

function countBound(kind: KindTally, files: FileBytes, mutated: FileBytes, bound: IntakeMapping): void {
  if (isSame(mutated, files)) kind.unchanged += 1;
  else if (answerTo(mutated, bound) === "INTAKE_DIGEST_DIFFERS") kind.noticed += 1;
  else kind.unnoticed += 1;
}

const isSame = (left: FileBytes, right: FileBytes): boolean =>
  (["result", "samples"] as const).every((role) => Buffer.compare(left[role] ?? NOTHING, right[role] ?? NOTHING) === 0);

const NOTHING = new Uint8Array();
