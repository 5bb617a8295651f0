import type { Apparatus } from "../run/apparatus.ts";
import { candidateSetup, runSeed } from "../run/run-seed.ts";
import type { SeedRun } from "../run/seed-run.ts";
import { oracle } from "./oracle.ts";

/** What an oracle is asked to show. */
export interface OracleTask {
  /** It leaves contradictions unanswered before this episode, and episodes then go on after a halt. */
  readonly repairsFromEpisode: number;
  readonly episodes: number;
}

/** The oracle in the candidate's place, with everything else as the candidate has it. */
export const oracleRun = (apparatus: Apparatus, seed: number, { repairsFromEpisode, episodes }: OracleTask): SeedRun =>
  runSeed(
    { ...candidateSetup(apparatus, seed), episodes, continuesAfterHalt: repairsFromEpisode > 0 },
    oracle(repairsFromEpisode),
  );
