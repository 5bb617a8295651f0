import { type Entry, starterPolicy } from "@plimsoll/kernel";
import { clusterProfile } from "@plimsoll/simulation";
import { HOUR_MS, PEOPLE, type RehearsalPlan } from "../../src/rehearsal/rehearsal-plan.ts";
import { rehearse, type RehearsalOptions, type RehearsalOutcome } from "../../src/rehearsal/rehearse.ts";
import type { Scenario } from "../../src/rehearsal/scenario/scenario.ts";
import { scenarioNamed } from "../../src/rehearsal/scenario/scenarios.ts";
import { invariantsOf } from "../../src/rehearsal/verdict/invariants.ts";

/** A job so small that the starter policy screens it: fewer commands, the same machinery. */
const SMALL = { flopPerSecond: "1000000", trainedFlop: "1000000000000", checkpointMs: HOUR_MS };

const planned = (scenario: string, changes: Partial<RehearsalPlan> = {}): RehearsalPlan => ({
  policy: starterPolicy,
  scenario: scenarioNamed(scenario) as Scenario,
  world: clusterProfile("hard"),
  clusters: 2,
  hours: 12,
  warmUpHours: 2,
  seed: 11,
  job: SMALL,
  people: PEOPLE,
  ...changes,
});

/** Plays it, and keeps what the kernel decided. */
export function played(scenario: string, changes: Partial<RehearsalPlan> = {}, options: RehearsalOptions = {}) {
  const entries: Entry[] = [];
  const outcome = rehearse(planned(scenario, changes), { ...options, onEntry: (entry) => entries.push(entry) });
  return { outcome, entries };
}

export const broken = (outcome: RehearsalOutcome, flapsMax = 8): readonly string[] =>
  invariantsOf(outcome, flapsMax)
    .filter(({ holds }) => !holds)
    .map(({ name }) => name);
