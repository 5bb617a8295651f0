import { afterAll, describe, expect, test } from "vitest";
import { nativeCryptography } from "../../src/node/native-cryptography.ts";
import type { ScenarioOutcome } from "../../src/simulated/scenario/scenario-outcome.ts";
import type { FaultType, Profile } from "../../src/simulated/scenario/scenario-spec.ts";
import { runScenario } from "../../src/simulated/scenario/run-scenario.ts";
import { scenarioOf } from "../../src/simulated/scenario/profiles.ts";
import { seedsOf } from "./seeds.ts";

const hashes = nativeCryptography();
const outcomes = new Map<Profile, ScenarioOutcome[]>();

describe.each([
  { profile: "partition" as const, usual: 40 },
  { profile: "churn" as const, usual: 30 },
])("$profile", ({ profile, usual }) => {
  const seeds = seedsOf(usual);

  test(`ME-290 L4 L5 L10 B1 M1 M3 H4 C2 C4 C5 every seed of ${profile} ends whole`, () => {
    const all = seeds.map((seed) => runScenario(scenarioOf(profile, seed), hashes));
    outcomes.set(profile, all);
    const failed = all.filter(({ summary }) => !isWhole(summary));
    for (const { summary, details } of failed) {
      console.info(
        `seed ${summary.seed} of ${profile}`,
        JSON.stringify(summary),
        JSON.stringify(details.violations.slice(0, 3)),
      );
    }
    expect(failed.map(({ summary }) => summary.seed)).toEqual([]);
  }, 3_600_000);

  test("ME-290 B1 M1 M4 H4 H5 C2 what the observer counted", () => {
    const all = outcomes.get(profile) ?? [];
    const sum = (of: (outcome: ScenarioOutcome) => number) => all.reduce((total, outcome) => total + of(outcome), 0);
    const events = sum(({ details }) => details.events);
    const spent = sum(({ details }) => details.workload["spent"] ?? 0);
    const ahead = Math.max(...all.map(({ details }) => details.clockAheadMs));
    const queued = Math.max(...all.map(({ details }) => details.mailbox.queued));
    const on = `${all.length} seeds of ${profile}, ${events} events, ${sum(({ summary }) => summary.virtualSeconds)} virtual s`;
    info(
      "M1",
      `${on}  nodes that differ at the end`,
      sum(({ summary }) => (summary.converged ? 0 : 1)),
      "bar 0",
    );
    info(
      "B1",
      `${spent} spends  overdrafts at any instant`,
      sum(({ summary }) => summary.overdrafts),
      "bar 0",
    );
    info(
      "C2",
      `acknowledged events lost`,
      sum(({ summary }) => summary.lostAcknowledged),
      "bar 0",
    );
    info(
      "S1",
      `stable events lost`,
      sum(({ summary }) => summary.lostStable),
      "bar 0",
    );
    info(
      "C5",
      `gone with the only disk that had them`,
      sum(({ details }) => details.lostWithDisk),
      "no bar",
    );
    info(
      "H4",
      `honest events refused`,
      sum(({ summary }) => (summary.violations.includes("HONEST_REFUSED") ? 1 : 0)),
      "bar 0",
    );
    info("M4", `honest clock ahead of honest walls, ms`, ahead, "bar 500");
    info("H5", `most that waited for one actor`, queued, "cap 256");
    expect(sum(({ summary }) => summary.overdrafts + summary.lostAcknowledged + summary.lostStable)).toBe(0);
    expect(ahead).toBeLessThanOrEqual(500);
    expect(spent).toBeGreaterThan(100);
  });
});

afterAll(() => {
  const all = [...outcomes.values()].flat();
  const types: readonly FaultType[] = [
    "weather",
    "partition",
    "one-way cut",
    "kill",
    "power cut",
    "pause",
    "slow",
    "clock",
    "old disk",
    "disk lost",
    "fork",
    "false lamport",
    "false signature",
  ];
  for (const type of types) {
    const on = all.filter(({ details }) => (details.faults[type] ?? 0) > 0).length;
    console.info(
      `Q2  fault "${type}" took place in ${on} of ${all.length} seeds: ${percent(on, all.length)} %  (bar 10 %)`,
    );
    expect(on / all.length, type).toBeGreaterThanOrEqual(0.1);
  }
});

const isWhole = ({
  converged,
  lostAcknowledged,
  lostStable,
  overdrafts,
  orphanedThoughts,
  violations,
}: ScenarioOutcome["summary"]) =>
  converged && lostAcknowledged + lostStable + overdrafts + orphanedThoughts + violations.length === 0;

const info = (id: string, what: string, value: number, bar: string): void =>
  console.info(`${id}  ${what}  ${value}  (${bar})`);
const percent = (part: number, whole: number): string => ((100 * part) / whole).toFixed(0);
