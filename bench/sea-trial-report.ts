// Measures how fast the whole-system simulation runs, adds a line to bench/history.jsonl and writes docs/benchmarks-sea-trial.md with its plot.
// Run: node bench/sea-trial-report.ts, with --page to write the page of the newest line again (some five minutes)
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { costPlot } from "./cost-plot.ts";
import { figureOf, shown, table } from "./figure.ts";
import { addLine, type HistoryLine, newestLine, ROOT, startedNow } from "./history.ts";
import { isQuick, pageFile } from "./places.ts";
import { TARGET_SITES, TARGET_TIMES, type SeaTrialLine, type TrialRun } from "./ratios/sea-trial.ts";

const SITES = isQuick ? [4, 5] : [5, 10, TARGET_SITES, 40];
const MINUTES = isQuick ? "3" : "60";
const ROUNDS = isQuick ? 1 : 5;

/** One trial in a process of its own, as `npm run sim` runs it. Throws when a law is broken: a fast trial of a broken system is no figure. */
function trial(sites: number, seed: number): TrialRun {
  process.stderr.write(`  ${sites} sites, seed ${seed}\n`);
  const words = ["run", "-s", "sim", "--", "--json", "--seed", String(seed), "--minutes", MINUTES];
  const printed = execFileSync("npm", [...words, "--sites", String(sites)], {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { events, simulatedMs, elapsedMs, speedup, speedupByProcessor } = JSON.parse(
    printed.trim().split("\n").at(-1) ?? "",
  ) as TrialRun;
  return { events, simulatedMs, elapsedMs, speedup, speedupByProcessor };
}

/** The sizes take turns, each round with a seed of its own. */
function newLine(): SeaTrialLine {
  const started = startedNow();
  const runs = new Map(SITES.map((sites): [number, TrialRun[]] => [sites, []]));
  for (let seed = 1; seed <= ROUNDS; seed += 1) for (const sites of SITES) runs.get(sites)?.push(trial(sites, seed));
  return { bench: "sea-trial", ...started, sizes: [...runs].map(([sites, trials]) => ({ sites, trials })) };
}

function rowOf({ sites, trials }: SeaTrialLine["sizes"][number]): readonly string[] {
  const figure = (of: (trial: TrialRun) => number): string => shown(figureOf(trials.map(of)));
  return [
    String(sites),
    figure(({ speedup }) => speedup),
    figure(({ speedupByProcessor }) => speedupByProcessor),
    figure(({ events, elapsedMs }) => events / (elapsedMs / 1_000)),
    sites === TARGET_SITES ? `≥ ${TARGET_TIMES}` : "–",
  ];
}

const page = ({
  sizes,
  date,
  commit,
  machine: at,
}: SeaTrialLine & HistoryLine): string => `# Benchmarks of the whole-system simulation

Made by \`npm run bench:sea-trial\`, which measures, adds a line to \`bench/history.jsonl\` and writes this page.

Newest run: ${date.slice(0, 10)}, commit ${commit}, ${at.cpu} with ${at.cores} cores, Node ${at.node.slice(1)}, load ${at.loadAverage} at the start. A trial of an hour with every kind of
fault and all ten law checkers, in a process of its own; sizes take turns in ${sizes[0]?.trials.length ?? 0} rounds, each with a seed of its own; medians with the lowest and the highest round in brackets. The time to load the
program is left out. By processor counts what the engine spends on other threads (collecting, compiling) as well, so it can be the lower one.

${table(["sites", "times real time, by the clock", "by the processor", "events a second", "target"], sizes.map(rowOf))}

![What a simulated hour of one site costs, by sites](benchmarks-sea-trial.svg)
`;

const plot = ({ sizes }: SeaTrialLine): string =>
  costPlot({
    label: "What a simulated hour of one site costs, by sites",
    axis: "sites",
    unit: "ms a site and hour",
    series: [
      {
        name: "by the clock",
        color: "#1b6ca8",
        points: sizes.map(({ sites, trials }) => ({
          at: sites,
          cost: figureOf(trials.map(({ speedup }) => 3_600_000 / speedup / sites)).median,
        })),
      },
    ],
  });

const { values: asked } = parseArgs({
  // What quick means is asked in places.ts.
  options: { page: { type: "boolean", default: false }, quick: { type: "boolean" } },
});
if (!asked.page) addLine(newLine());
const newest = newestLine("sea-trial") as SeaTrialLine | undefined;
if (newest === undefined) throw new Error("bench/history.jsonl has no run of sea-trial yet: npm run bench:sea-trial");
writeFileSync(pageFile("benchmarks-sea-trial.svg"), plot(newest));
writeFileSync(pageFile("benchmarks-sea-trial.md"), page(newest));
