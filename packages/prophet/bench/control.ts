/**
 * Rate control at equal budget: constant, cosine, plateau, ZClip, Schedule-Free, Prodigy, and the guard with and without rewinding, at tuned rates and at rates drawn
 * over four decades; and how many of a thousand runs at such rates are lost.
 *
 * Run: nice node --conditions=@plimsoll/source packages/prophet/bench/control.ts [--json] [--trial] [--write docs/reference/rate-control.md]. About ten minutes of
 * processor time; the last line is JSON. A trial is short, and no figure.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { partKey, seedKey, uniformAt } from "@plimsoll/simulation";
import { chanceAtMost, costOf, iqmOf, type Scores, worstOf } from "./control-figures.ts";
import {
  type ControlRow,
  controlPage,
  controlPlot,
  type ControlStudy,
  controlTables,
  type TailRow,
} from "./control-page.ts";
import { isRecovered, type Outcome, runOf } from "./control-run.ts";
import { ADAM_SUBJECTS, SGD_SUBJECTS, type Subject, TAIL_PAIRS } from "./control-subjects.ts";
import { type ControlTask, STEPS, TASKS } from "./control-suite.ts";

const { values: asked } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    trial: { type: "boolean", default: false },
    write: { type: "string" },
  },
});

/** The guard was tuned on seeds from 100; these are others. */
const TUNING_SEED = 2000;
const SEED = 1000;
const TAIL_SEED = 5000;
const TUNING_SEEDS = asked.trial ? 1 : 4;
const SEEDS = asked.trial ? 2 : 20;
const TAIL_RUNS = asked.trial ? 6 : 1000;
const DECADES = 4;
/** Half decades; the last two are hopeless for all and are left to chance. */
const TUNED_SHARES = asked.trial ? [1, 10] : [1, 10 ** 0.5, 10, 10 ** 1.5, 100, 10 ** 2.5, 1000];

const SUBJECTS = [...ADAM_SUBJECTS, ...SGD_SUBJECTS];
const say = (text: string): boolean => process.stderr.write(`control: ${text}\n`);
const seedsFrom = (first: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => first + i);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const geometricMean = (values: readonly number[]): number => Math.exp(mean(values.map(Math.log)));

function tunedRate(subject: Subject, task: ControlTask): number {
  const tried = TUNED_SHARES.map((share) => {
    const rate = subject.rateMin * share;
    const ratios = seedsFrom(TUNING_SEED, TUNING_SEEDS).map((seed) => runOf(subject, task, seed, rate).ratio);
    return { rate, ratio: geometricMean(ratios) };
  });
  return tried.reduce((best, each) => (each.ratio < best.ratio ? each : best)).rate;
}

/** The same place in the four decades for all ways with the same seed. */
const drawnRate = ({ rateMin }: Subject, seed: number): number =>
  rateMin * 10 ** (DECADES * uniformAt(partKey(seedKey(seed), 77), 0));

interface Measured {
  readonly subject: Subject;
  readonly tuned: readonly number[];
  readonly atTuned: readonly (readonly Outcome[])[];
  readonly atDrawn: readonly (readonly Outcome[])[];
}

function measured(subject: Subject): Measured {
  const tuned = TASKS.map((task) => tunedRate(subject, task));
  const over = (rateOf: (task: number, seed: number) => number): readonly (readonly Outcome[])[] =>
    TASKS.map((task, at) => seedsFrom(SEED, SEEDS).map((seed) => runOf(subject, task, seed, rateOf(at, seed))));
  const atTuned = over((task) => tuned[task] ?? Number.NaN);
  say(`${subject.name}: tuned ${tuned.map((rate) => rate.toPrecision(1)).join(", ")}`);
  return { subject, tuned, atTuned, atDrawn: over((task, seed) => drawnRate(subject, seed + 100 * task)) };
}

function rowOf({ subject, tuned, atTuned, atDrawn }: Measured, units: readonly number[]): ControlRow {
  const [scores, drawn] = [scoresOf(atTuned, units), scoresOf(atDrawn, units)];
  return {
    name: subject.name,
    tuned,
    iqm: iqmOf(scores),
    worst: worstOf(scores),
    drawnIqm: iqmOf(drawn),
    drawnWorst: worstOf(drawn),
    drawnLost: atDrawn.flat().filter((outcome) => !isRecovered(outcome)).length,
    runs: atDrawn.flat().length,
  };
}

const scoresOf = (outcomes: readonly (readonly Outcome[])[], units: readonly number[]): Scores =>
  outcomes.map((task, at) => task.map(({ ratio }) => ratio / (units[at] ?? Number.NaN)));

function tailOf(pair: readonly [Subject, Subject]): TailRow {
  const outcomes = seedsFrom(TAIL_SEED, TAIL_RUNS).map((seed, run) => {
    const subject = pair[run % 2 === 0 ? 0 : 1];
    const task = TASKS[(run >> 1) % TASKS.length] as ControlTask;
    return runOf(subject, task, seed, drawnRate(subject, seed));
  });
  const lost = outcomes.filter((outcome) => !isRecovered(outcome));
  say(`${pair[0].name}: ${lost.length} of ${TAIL_RUNS} lost`);
  return {
    name: pair[0].name,
    runs: TAIL_RUNS,
    lost: lost.length,
    notFinite: lost.filter(({ isFinite }) => !isFinite).length,
    chanceAtMost: chanceAtMost(lost.length, TAIL_RUNS),
    rewinds: mean(outcomes.map(({ rewinds }) => rewinds)),
  };
}

/** Processor time in that of a constant rate, at the same rate: medians of runs in turn. */
function processorOf(names: readonly string[]): ControlStudy["processor"] {
  const all = ["constant", ...names].map((name) => ({ name, times: [] as number[] }));
  for (const seed of seedsFrom(TUNING_SEED, asked.trial ? 1 : 25))
    for (const { name, times } of all) times.push(timeOf(named(name), seed));
  const medians = all.map(({ times }) => times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN);
  return names.map((name, at) => ({ name, times: (medians[at + 1] ?? Number.NaN) / (medians[0] ?? Number.NaN) }));
}

function timeOf(subject: Subject, seed: number): number {
  const before = process.cpuUsage();
  for (const task of TASKS) runOf(subject, task, seed, 0.01);
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

const named = (name: string): Subject => SUBJECTS.find((subject) => subject.name === name) as Subject;

function study(): ControlStudy {
  const all = SUBJECTS.map(measured);
  const of = (name: string): Measured => all.find(({ subject }) => subject.name === name) as Measured;
  const units = of("constant").atTuned.map((task) => mean(task.map(({ ratio }) => ratio)));
  const cost = (name: string) => costOf(scoresOf(of(name).atTuned, units), scoresOf(of("constant").atTuned, units));
  return {
    seeds: SEEDS,
    steps: STEPS,
    tasks: TASKS.map(({ name }) => name),
    rows: all.map((each) => rowOf(each, units)),
    tail: TAIL_PAIRS.map(tailOf),
    cost: cost("guard + rewind"),
    guardOnlyCost: cost("guard alone"),
    processor: processorOf(["rewind alone", "guard alone", "guard + rewind"]),
  };
}

/** What a page says between its first headings and its tables is written by hand, and kept. */
function findingsOf(path: string): string {
  const [from, to] = ["**What it says.**", "![Interquartile"];
  try {
    const page = readFileSync(path, "utf8");
    return page.includes(from) ? page.slice(page.indexOf(from), page.indexOf(to)).trim() : from;
  } catch {
    return from;
  }
}

const done = study();
if (!asked.json) process.stdout.write(`${controlTables(done)}\n\n`);
if (asked.write !== undefined) {
  writeFileSync(asked.write, controlPage(done, findingsOf(asked.write)));
  writeFileSync(asked.write.replace(/\.md$/, ".svg"), controlPlot(done));
}
process.stdout.write(`${JSON.stringify({ type: "summary", isTrial: asked.trial, ...done })}\n`);
