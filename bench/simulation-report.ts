// Runs the benches of packages/simulation (cluster, gardener, learner), adds a line for each to bench/history.jsonl and writes docs/benchmarks-simulation.md with its plots.
// Run: node bench/simulation-report.ts, with --page to write the page of the newest lines again, or --only cluster (peers: node scripts/install/simulation-peers.js, node scripts/install/learning-peers.js)
import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Figure, shown as figure, short, yes, table } from "./figure.ts";
import { costPlot } from "./cost-plot.ts";
import { addLine, type HistoryLine as Measured, newestLine, ROOT, startedNow } from "./history.ts";
import { isQuick, pageFile } from "./places.ts";

interface ClusterLine {
  readonly side: number;
  readonly environments: number;
  readonly rounds: number;
  readonly compiler: string | null;
  readonly python: Readonly<Record<string, string>> | null;
  readonly hash: string;
  readonly subjects: readonly {
    readonly name: string;
    readonly stepsPerSecond: Figure;
    readonly kernelTimes: Figure;
  }[];
  readonly threads: { readonly one: number; readonly two: number; readonly times: number };
  readonly sides: readonly {
    readonly side: number;
    readonly environments: number;
    readonly stepNs: Figure;
    readonly ofC: Figure | null;
  }[];
  readonly batches: readonly { readonly environments: number; readonly stepNs: Figure }[];
  readonly targets: {
    readonly stepsPerSecond: number;
    readonly ofC: number;
    readonly timesSyncVectorEnv: number;
    readonly twoThreads: number;
  };
}

interface GardenerLine {
  readonly side: number;
  readonly agents: number;
  readonly targets: { readonly rule: number; readonly brains: number };
  readonly figures: readonly {
    readonly name: string;
    readonly generationsPerSecond: number;
    readonly low: number;
    readonly high: number;
    readonly ratioToTwin: number;
  }[];
}

interface Rate {
  readonly name: string;
  readonly stepsPerSecond: number;
}

interface TrainingRate extends Rate {
  readonly observationSize: number;
  readonly trunk: string;
  readonly hiddenSizes: readonly number[];
  readonly low: number;
  readonly high: number;
  readonly boundStepsPerSecond: number;
}

interface LearnerLine {
  readonly targetStepsPerSecond: number;
  readonly product: { readonly kernelGflops: number; readonly ratio: number };
  /** The first is what the peers learn too. */
  readonly trainings: readonly [TrainingRate, ...TrainingRate[]];
  readonly peers: readonly (Rate & { readonly peer: string })[];
  readonly cartPole: { readonly seeds: number; readonly steps: number; readonly interquartileMean: number };
  readonly peer: { readonly peer: string; readonly stepsPerSecond: number; readonly ratio: number } | null;
}

const BENCHES = ["cluster", "gardener", "learner"];
const PAGE = pageFile("benchmarks-simulation.md");
const QUICK_FLAGS: Readonly<Record<string, readonly string[]>> = {
  cluster: ["--trial"],
  gardener: ["--trial"],
  learner: ["--no-peer", "--rounds", "1", "--seeds", "1"],
};

const { values: asked } = parseArgs({
  options: { page: { type: "boolean", default: false }, only: { type: "string" }, quick: { type: "boolean" } },
});

const programOf = (bench: string): string => `packages/simulation/bench/${bench}.ts`;

/** A bench prints what it likes; its last line is the JSON. */
function measure(bench: string): void {
  const started = startedNow();
  const flags = [...(bench === "cluster" ? [] : ["--json"]), ...((isQuick && QUICK_FLAGS[bench]) || [])];
  const text = execFileSync(process.execPath, ["--conditions=@plimsoll/source", programOf(bench), ...flags], {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const measured = JSON.parse(text.trimEnd().split("\n").at(-1) ?? "{}") as object;
  const line = { ...measured, bench: `simulation-${bench}`, ...started };
  addLine(line);
}

const newest = (bench: string): Measured | undefined => newestLine(`simulation-${bench}`);

const when = ({ date, commit, machine: { cpu, cores, node, loadAverage } }: Measured): string =>
  `${date.slice(0, 10)}, commit ${commit}, ${cpu} with ${cores} cores, Node ${node.slice(1)}, load ${loadAverage} at the start`;

function clusterTargets({ subjects, threads, targets }: ClusterLine): string {
  const named = (part: string) => subjects.find(({ name }) => name.includes(part));
  const own = named("WebAssembly")!.stepsPerSecond;
  const [c, python] = [named("in C")?.kernelTimes, named("SyncVectorEnv")?.kernelTimes];
  const compared = (what: string, times: Figure | undefined, target: number): readonly string[] => [
    what,
    `≥ ${target}`,
    times === undefined ? "–" : figure(times),
    yes(times !== undefined && times.median >= target),
  ];
  return table(
    ["what", "target", "measured", "met"],
    [
      [
        "steps a second on one core",
        `≥ ${short(targets.stepsPerSecond)}`,
        figure(own),
        yes(own.median >= targets.stepsPerSecond),
      ],
      compared("times the same kernel in C", c, targets.ofC),
      compared("times NumPy in SyncVectorEnv", python, targets.timesSyncVectorEnv),
      [
        "two threads, times one (wall time, best window of each)",
        `≥ ${targets.twoThreads}`,
        short(threads.times),
        yes(threads.times >= targets.twoThreads),
      ],
    ],
  );
}

function clusterPart(line: Measured & ClusterLine): string {
  const { side, environments, rounds, compiler, python, hash, subjects, threads, sides, batches } = line;
  writePlots(line);
  const peers =
    python === null
      ? "no Python peer"
      : `NumPy ${python["numpy"]} and Gymnasium ${python["gymnasium"]} on Python ${python["python"]}`;
  return `## ClusterTensor

${when(line)}. ${side} × ${side} cells, ${environments} environments, random actions, same-step autoreset, ${rounds} rounds. C: ${compiler ?? "no compiler"}; ${peers}.

${clusterTargets(line)}

${table(
  ["what", "steps a second", "the kernel is so many times as fast"],
  subjects.map(({ name, stepsPerSecond, kernelTimes }) => [name, figure(stepsPerSecond), figure(kernelTimes)]),
)}

Kernel and C end every round with the same hash (\`${hash}\` in the last). The C is our own translation of the kernel, vector by vector. The NumPy
environment has the same rules and NumPy's own random numbers. Best windows: one thread ${short(threads.one)} steps a second, two threads ${short(threads.two)}; both ended alike.

Against the side of the grid, with about as many cells in all from 16 × 16 on, and against the batch at ${side} × ${side}:

![Cost against grid](benchmarks-simulation-grid.svg)

![Cost against batch](benchmarks-simulation-batch.svg)

${table(
  ["side", "environments", "ns a step", "ns a step and cell", "times C"],
  sides.map(({ side: length, environments: count, stepNs, ofC }) => [
    String(length),
    String(count),
    figure(stepNs),
    short(stepNs.median / length ** 2),
    ofC === null ? "–" : figure(ofC),
  ]),
)}

${table(
  ["environments", "ns a step"],
  batches.map(({ environments: count, stepNs }) => [String(count), figure(stepNs)]),
)}
`;
}

function writePlots({ sides, batches }: ClusterLine): void {
  const own = sides.map(({ side, stepNs }) => ({ at: side, cost: stepNs.median }));
  const c = sides.flatMap(({ side, stepNs, ofC }) =>
    ofC === null ? [] : [{ at: side, cost: stepNs.median * ofC.median }],
  );
  const grid = costPlot({
    label: "Cost of a step against the side of the grid",
    axis: "side of the grid, cells",
    unit: "ns a step",
    series: [
      { name: "WebAssembly", color: "#1b6ca8", points: own },
      ...(c.length === 0 ? [] : [{ name: "C", color: "#c0392b", points: c }]),
    ],
  });
  const batch = costPlot({
    label: "Cost of a step against the size of the batch",
    axis: "environments in the batch",
    unit: "ns a step",
    series: [
      {
        name: "WebAssembly",
        color: "#1b6ca8",
        points: batches.map(({ environments, stepNs }) => ({ at: environments, cost: stepNs.median })),
      },
    ],
  });
  writeFileSync(pageFile("benchmarks-simulation-grid.svg"), grid);
  writeFileSync(pageFile("benchmarks-simulation-batch.svg"), batch);
}

function gardenerPart(line: Measured & GardenerLine): string {
  return `## Gardener

${when(line)}. ${line.side} × ${line.side} cells, ${line.agents} agents. Targets: rule agents ≥ ${short(line.targets.rule)}, a brain each ≥ ${short(line.targets.brains)} generations a second.

${table(
  ["what", "generations a second", "times the twin"],
  line.figures.map(({ name, generationsPerSecond, low, high, ratioToTwin }) => [
    name,
    figure({ median: generationsPerSecond, low, high }),
    short(ratioToTwin),
  ]),
)}
`;
}

function learnerPart(line: Measured & LearnerLine): string {
  const { product, cartPole, peer } = line;
  return `## Learner

${when(line)}. PPO on version 4.5 of ClusterTensor (4 × 4 cells): 1 024 environments, roll-outs of 32 steps, four epochs of four minibatches, tanh. Products of matrices: ${short(product.kernelGflops)} GFLOP/s, ${short(product.ratio)} times plain loops.

${trainingTable(line)}

"Bound" is what the products alone would take at the measured GFLOP/s. ${peersSaid(line)}

CartPole-v1, ${cartPole.seeds} seeds of ${short(cartPole.steps)} steps: interquartile mean ${cartPole.interquartileMean.toFixed(1)}. ${
    peer === null
      ? "No Stable-Baselines3."
      : `${peer.peer}: ${short(peer.stepsPerSecond)} steps a second; ours are ${short(peer.ratio)} times as many.`
  }
`;
}

function trainingTable({ trainings, peers, targetStepsPerSecond: target }: LearnerLine): string {
  const [first] = trainings;
  const own = trainings.map((row) => [
    `${row.name}, ${row.observationSize} numbers`,
    networkOf(row),
    figure({ median: row.stepsPerSecond, low: row.low, high: row.high }),
    short(row.boundStepsPerSecond),
    "–",
    yes(row.stepsPerSecond >= target),
  ]);
  const others = peers.map(({ name, stepsPerSecond }) => [
    `ClusterTensor, ${name}`,
    networkOf(first),
    short(stepsPerSecond),
    "–",
    short(first.stepsPerSecond / stepsPerSecond),
    "–",
  ]);
  const head = ["what", "network", "steps a second with learning", "bound", "ours, times this", `≥ ${short(target)}`];
  return table(head, [...own, ...others]);
}

const networkOf = ({ trunk, hiddenSizes }: TrainingRate): string => `${trunk} ${hiddenSizes.join("-")}`;

const peersSaid = ({ peers }: LearnerLine): string =>
  peers[0] === undefined
    ? "No Stable-Baselines3."
    : `${peers[0].peer}, one thread, has the same network, roll-outs, epochs and minibatches, and no action masks. \`DummyVecEnv\` steps our Python environment one by one; \`make_vec\` steps all in one call.`;

function page(): string {
  const [cluster, gardener, learner] = [
    newest("cluster") as (Measured & ClusterLine) | undefined,
    newest("gardener") as (Measured & GardenerLine) | undefined,
    newest("learner") as (Measured & LearnerLine) | undefined,
  ];
  const parts = [
    cluster === undefined ? "" : clusterPart(cluster),
    gardener === undefined ? "" : gardenerPart(gardener),
    learner === undefined ? "" : learnerPart(learner),
  ];
  return `# Benchmarks of simulation

Made by \`npm run bench:simulation\`, which measures, adds a line for each bench to \`bench/history.jsonl\` and writes this page. Peers:
\`node scripts/install/simulation-peers.js\`, \`node scripts/install/learning-peers.js\`; the product depends on none of them. Subjects take turns in one run; figures are of processor time
where nothing else is said, medians with the lowest and the highest round in brackets. Believe the ratios: the machine is shared.

${parts.filter((part) => part !== "").join("\n")}`;
}

if (!asked.page) {
  const benches = BENCHES.filter((bench) => asked.only === undefined || bench === asked.only);
  for (const bench of benches.filter((bench) => existsSync(`${ROOT}${programOf(bench)}`))) measure(bench);
}
writeFileSync(PAGE, page());
