import type { Policy } from "@plimsoll/kernel";
import { clusterProfile, clusterProfileNames } from "@plimsoll/simulation";
import { type Command, Option } from "commander";
import { decimalDigits, wholeNumber } from "../../output/parse-options.ts";
import { JOB, MINUTE_MS, PEOPLE, type RehearsalPlan, WARM_UP_HOURS } from "../rehearsal-plan.ts";
import type { Scenario } from "../scenario/scenario.ts";

/** What a rehearsal's fleet is like, as options say it. */
export interface PlanFlags {
  readonly profile: string;
  readonly clusters: number;
  readonly hours: number;
  readonly seed: number;
  readonly flopPerSecond: string;
  readonly trainedFlop: string;
  readonly checkpointMinutes: number;
}

/** All of a rehearsal lies in one quarter of the year. */
const HOURS_MAX = 1_800;

export const withPlanOptions = (command: Command): Command =>
  command
    .addOption(
      new Option("--profile <name>", "how the clusters drift").choices([...clusterProfileNames]).default("hard"),
    )
    .option("--clusters <n>", "clusters, each with a job of its own", wholeNumber(1, 64), 6)
    .option("--hours <n>", "virtual time", wholeNumber(2, HOURS_MAX), 120)
    .option("--seed <n>", "all chance follows from it", wholeNumber(0), 1)
    .option("--flop-per-second <n>", "of each job at full power", decimalDigits, JOB.flopPerSecond)
    .option("--trained-flop <n>", "of the weights that each job begins with", decimalDigits, JOB.trainedFlop)
    .option("--checkpoint-minutes <n>", "training at full power between checkpoints", wholeNumber(10, 10_080), 60);

export function planOf(flags: PlanFlags, policy: Policy, scenario: Scenario): RehearsalPlan {
  const { profile, clusters, hours, seed, flopPerSecond, trainedFlop, checkpointMinutes } = flags;
  return {
    policy,
    scenario,
    world: clusterProfile(profile),
    clusters,
    hours,
    warmUpHours: WARM_UP_HOURS,
    seed,
    job: { flopPerSecond, trainedFlop, checkpointMs: checkpointMinutes * MINUTE_MS },
    people: PEOPLE,
  };
}
