import type { Channels } from "../../src/agent/channels.ts";
import { OPEN_CHANNELS } from "../../src/agent/channels.ts";
import { candidate } from "../../src/agent/candidate.ts";
import type { Deliberator } from "../../src/agent/deliberator.ts";
import { compileRepair } from "../../src/compiler/jcomp.ts";
import { type LawRepair, lawRepair, repairText } from "../../src/law/law-repair.ts";
import type { Law } from "../../src/law/law.ts";
import type { Rule } from "../../src/law/rule.ts";
import { CLEAN_VOCABULARY } from "../../src/compiler/vocabulary.ts";
import { candidateSetup, runSeed } from "../../src/run/run-seed.ts";
import type { SeedSetup } from "../../src/run/play-seed.ts";
import type { SeedRun } from "../../src/run/seed-run.ts";
import { APPARATUS } from "../gate/two-repairs.ts";

/** When a repair is asked for. */
export interface Occasion {
  readonly episode: number;
  readonly attempt: number;
}

/** The candidate, but for its repairs, which are altered; null submits none. */
export const repairing = (
  alter: (repair: LawRepair, occasion: Occasion) => Partial<LawRepair> | null,
): Deliberator => ({
  ...candidate,
  repair: (view, notice, attempt) => {
    const own = candidate.repair(view, notice, 1);
    const repair = own === null ? null : compileRepair(own, CLEAN_VOCABULARY);
    if (repair === null || !repair.ok) throw new Error("the candidate's own repair is read");
    const altered = alter(repair.value, { episode: view.observation.episode, attempt });
    return altered === null ? null : repairText(lawRepair({ ...repair.value, ...altered }));
  },
});

/** The candidate with one of its two repairs altered. */
export const altering = (name: "A" | "B", alter: (repair: LawRepair) => Partial<LawRepair>): Deliberator =>
  repairing((repair) => (repair.contradiction === name ? alter(repair) : {}));

/** The candidate whose first repair comes in this episode, and none before. */
export const repairingFrom = (first: number): Deliberator =>
  repairing((_repair, { episode, attempt }) => (attempt === 1 && episode >= first ? {} : null));

/** As Repair B the candidate mends one rule of those that it could. */
export const PARTIAL: Deliberator = altering("B", ({ ruleIds, patches }) => ({
  ruleIds: ruleIds.slice(0, 1),
  patches: patches.slice(0, 1),
}));

/** Something happens to the law that the agent carries, once, when it enters an episode. */
export const losing = (lost: (law: Law, initial: Law) => Law, inEpisode: number): Channels => ({
  ...OPEN_CHANNELS,
  carry: (law, { episode, initial }) => (episode === inEpisode ? lost(law, initial) : law),
});

/** The epochs that rules embed, gone. */
export const withoutEmbeddedEpochs = (law: Law): Law => ({ ...law, rules: law.rules.map(withoutEpoch) });

function withoutEpoch(rule: Rule): Rule {
  const { repairEpoch: _, ...bare } = rule;
  return bare;
}

export const withoutLastEpoch = (law: Law): Law => ({ ...law, epochChain: law.epochChain.slice(0, -1) });

/** A run of seed 42, with these things different from the candidate's. */
export const play = (changes: Partial<SeedSetup> = {}, deliberator: Deliberator = candidate): SeedRun =>
  runSeed({ ...candidateSetup(changes.apparatus ?? APPARATUS, 42), ...changes }, deliberator);

export const successes = ({ episodes }: SeedRun): number => episodes.filter(({ success }) => success).length;

/** A halt as one line; null where there is none. */
export const haltOf = ({ halt }: Pick<SeedRun, "halt">): string | null =>
  halt === null ? null : `${halt.code}: ${halt.detail} at episode ${halt.episode}, step ${halt.step}`;
