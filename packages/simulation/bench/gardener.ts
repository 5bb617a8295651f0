/**
 * Generations of the Gardener on 200 × 200 cells with 1 000 agents, flow and risk measured in every one of them, beside the plain
 * TypeScript twin; a run in which kernel and twin differ is no figure.
 *
 * Run: node --conditions=@plimsoll/source packages/simulation/bench/gardener.ts [--json] [--trial]. A trial is short, and no figure.
 */
import { digestOfValue } from "@plimsoll/foundation";
import { parseArgs } from "node:util";
import { type GardenerArithmetic, kernelArithmetic, twinArithmetic } from "../src/gardener/arithmetic.ts";
import { randomBrain } from "../src/gardener/brain/brain-birth.ts";
import { letAllPass } from "../src/gardener/control/action-filter.ts";
import { advance } from "../src/gardener/generation/advance.ts";
import { randomBrains, sharedBrain } from "../src/gardener/policy/brain-policy.ts";
import { actionCount, type GardenerPolicy } from "../src/gardener/policy/policy.ts";
import { ruleAgents } from "../src/gardener/policy/rule-policy.ts";
import { csvLine } from "../src/gardener/record/csv.ts";
import type { GardenerSpec } from "../src/gardener/spec/gardener-spec.ts";
import { CALIBRATED_GARDENER, CLASSIC_GARDENER } from "../src/gardener/spec/profiles.ts";
import { createGardener, type GardenerWorld } from "../src/gardener/world.ts";
import { seedKey } from "../src/random/counter.ts";

const { values: asked } = parseArgs({
  options: { json: { type: "boolean", default: false }, trial: { type: "boolean", default: false } },
});

const SIDE = 200;
const AGENTS = 1_000;
const ROUNDS = asked.trial ? 1 : 5;
/** So many generations before the clock runs: engines compile what is hot, and agents have spread. */
const WARM_UP = 200;
const COMPARED = asked.trial ? 3 : 20;
const TARGETS = { rule: 5_000, brains: 300 };

interface Subject {
  readonly name: string;
  readonly profile: GardenerSpec;
  readonly policy: GardenerPolicy;
  readonly generations: number;
}

const oneBrain = sharedBrain("one-brain", randomBrain(seedKey(1), actionCount(CLASSIC_GARDENER)));
const SUBJECTS: readonly Subject[] = [
  { name: "rule agents, classic flow", profile: CLASSIC_GARDENER, policy: ruleAgents, generations: 4_000 },
  { name: "rule agents, four paired probes", profile: CALIBRATED_GARDENER, policy: ruleAgents, generations: 1_500 },
  { name: "a brain each, classic flow", profile: CLASSIC_GARDENER, policy: randomBrains, generations: 400 },
  { name: "one brain for all, classic flow", profile: CLASSIC_GARDENER, policy: oneBrain, generations: 800 },
];

const population = { initial: AGENTS, min: AGENTS, max: AGENTS, respawn: true };
const kernel = kernelArithmetic(SIDE);

function worldOf({ profile, policy }: Subject, arithmetic: GardenerArithmetic): GardenerWorld {
  const spec = { ...profile, side: SIDE, population };
  return createGardener({ spec, seed: 1, policy, filter: letAllPass, arithmetic });
}

/** Seconds of the main thread and what it compiles on, not of the wall. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}

function rateOf(world: GardenerWorld, generations: number): number {
  const startedSeconds = cpuSeconds();
  for (let generation = 0; generation < generations; generation += 1) advance(world);
  return generations / (cpuSeconds() - startedSeconds);
}

function digestOfRun(world: GardenerWorld): string {
  const lines = Array.from({ length: COMPARED }, () => csvLine(advance(world)));
  const { agents, cells } = world;
  const energies = Array.from(agents.energy.subarray(0, agents.count), String);
  return digestOfValue({ lines, energies, cells: [...cells], places: [...agents.cell.subarray(0, agents.count)] });
}

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[values.length >> 1] ?? Number.NaN;
const rounded = (value: number): number => Number(value.toPrecision(3));

function measured(subject: Subject) {
  const digest = digestOfRun(worldOf(subject, kernel));
  if (digest !== digestOfRun(worldOf(subject, twinArithmetic)))
    throw new Error(`${subject.name}: kernel and twin differ`);
  const [fast, plain] = [worldOf(subject, kernel), worldOf(subject, twinArithmetic)];
  rateOf(fast, WARM_UP);
  const generations = asked.trial ? 40 : subject.generations;
  const rates: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const rate = rateOf(fast, generations);
    rates.push(rate);
    ratios.push(rate / rateOf(plain, Math.ceil(generations / 40)));
  }
  return {
    name: subject.name,
    generationsPerSecond: rounded(median(rates)),
    low: rounded(Math.min(...rates)),
    high: rounded(Math.max(...rates)),
    ratioToTwin: rounded(median(ratios)),
    digest,
  };
}

const figures = SUBJECTS.map(measured);
if (!asked.json)
  for (const { name, generationsPerSecond, ratioToTwin } of figures)
    process.stdout.write(`${name}: ${generationsPerSecond} generations/s, ${ratioToTwin} × the twin\n`);
const summary = { type: "summary", side: SIDE, agents: AGENTS, isTrial: asked.trial, targets: TARGETS, figures };
process.stdout.write(`${JSON.stringify(summary)}\n`);
