// Runs the bench of packages/sovereignty, adds a line to bench/history.jsonl and writes docs/benchmarks-sovereignty.md from it.
// Run: node bench/sovereignty-report.ts, or with --page to write the page of the newest run again (about ten minutes; the peer is python3)
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { type Figure, shown as figure, yes, table } from "./figure.ts";
import { addLine, type HistoryLine, newestLine, ROOT, startedNow } from "./history.ts";
import { isQuick, pageFile } from "./places.ts";

interface Measured {
  readonly rounds: number;
  readonly python: string | null;
  readonly steps: readonly {
    readonly name: string;
    readonly stepsPerSecond: Figure;
    readonly peerStepsPerSecond: Figure | null;
    readonly timesPeer: Figure | null;
  }[];
  readonly battery: {
    readonly seeds: number;
    readonly rows: readonly { readonly name: string; readonly seconds: Figure }[];
  };
  readonly modelCheck: {
    readonly states: number;
    readonly transitions: number;
    readonly violations: number;
    readonly seconds: Figure;
  };
  readonly targets: {
    readonly stepsPerSecond: number;
    readonly batterySeconds: number;
    readonly modelCheckSeconds: number;
  };
}

const PAGE = pageFile("benchmarks-sovereignty.md");

interface Run extends Measured, HistoryLine {
  readonly bench: "sovereignty";
}

function newRun(): Run {
  const started = startedNow();
  const program = "packages/sovereignty/bench/sovereignty.ts";
  const text = execFileSync(
    process.execPath,
    ["--conditions=@plimsoll/source", program, "--json", ...(isQuick ? ["--trial"] : [])],
    {
      cwd: ROOT,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  return { bench: "sovereignty", ...started, ...(JSON.parse(text) as Measured) };
}

const maybe = (value: Figure | null): string => (value === null ? "–" : figure(value));

const count = (value: number): string => value.toLocaleString("en").replaceAll(",", " ");

function targetRows({ steps, battery, modelCheck, targets }: Measured): readonly (readonly string[])[] {
  const world = steps.find(({ name }) => name === "clean world, step")!.stepsPerSecond;
  const all = battery.rows.find(({ name }) => name === "all")!.seconds;
  return [
    ["steps of the world, a second and core", "≥ 1 M", figure(world), yes(world.median >= targets.stepsPerSecond)],
    [
      `${battery.seeds} seeds of 20 episodes, baseline and four ablations, seconds on one core`,
      `≤ ${targets.batterySeconds}`,
      figure(all),
      yes(battery.seeds >= 1_000 && all.median <= targets.batterySeconds),
    ],
    [
      `model check of ${count(modelCheck.states)} states and ${count(modelCheck.transitions)} transitions, ${modelCheck.violations} violations, seconds on one core`,
      `≤ ${targets.modelCheckSeconds}`,
      figure(modelCheck.seconds),
      yes(modelCheck.violations === 0 && modelCheck.seconds.median <= targets.modelCheckSeconds),
    ],
  ];
}

function page(run: Run): string {
  const { date, commit, machine: at, steps, battery, python } = run;
  return `# Benchmarks of the sovereignty room

Made by \`npm run bench:sovereignty\`, which measures, adds a line to \`bench/history.jsonl\` and writes this page.

Newest run: ${date.slice(0, 10)}, commit ${commit}, ${at.cpu} with ${at.cores} cores, Node ${at.node.slice(1)}, Python ${python ?? "(not there)"}, load ${at.loadAverage} at the
start. Subjects take turns in ${run.rounds} rounds; figures are of processor time, medians with the lowest and the highest round in brackets.

## Targets

${table(["what", "target", "measured", "met"], targetRows(run))}

## Steps

What to do at each step is written down beforehand: half of the episodes are an oracle's, half are random. Nothing is logged. Python is a
straightforward loop of our own (\`packages/sovereignty/bench/published-step.py\`) with the published step semantics and the same actions; every round
compares a digest of the last states of all episodes, so both did the same.

${table(
  ["what", "steps a second", "Python, steps a second", "times Python"],
  steps.map(({ name, stepsPerSecond, peerStepsPerSecond, timesPeer }) => [
    name,
    figure(stepsPerSecond),
    maybe(peerStepsPerSecond),
    maybe(timesPeer),
  ]),
)}

## The experiment

${battery.seeds} seeds of 20 episodes, each with the whole pipeline (justify, compile, mask, select, execute, audits, gate), and judged against as many episodes of
ASB Null. Episodes of the ablations go on after a halt. A round counts only if the baseline is verified and every ablation collapses on every seed.

${table(
  ["condition", "seconds"],
  battery.rows.map(({ name, seconds }) => [name, figure(seconds)]),
)}
`;
}

if (!process.argv.includes("--page")) addLine(newRun());
const newest = newestLine("sovereignty") as Run | undefined;
if (newest === undefined)
  throw new Error("bench/history.jsonl has no run of sovereignty yet: npm run bench:sovereignty");
writeFileSync(PAGE, page(newest));
