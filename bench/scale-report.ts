// Measures how costs grow with leases and sites (packages/kernel, governor and mesh), adds a line to bench/history.jsonl and writes
// docs/benchmarks-scale.md with its plots. Each size runs in a process of its own.
// Run: node bench/scale-report.ts, with --page to write the page of the newest line again (some twenty minutes and 6 GB of memory)
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type CostPlot, costPlot } from "./cost-plot.ts";
import { addLine, newestLine, ROOT, startedNow } from "./history.ts";
import { isQuick, pageFile } from "./places.ts";
import { type CostOfOne, leaseCosts, siteCosts, wireCosts } from "./scale/costs.ts";
import { scalePage } from "./scale/scale-page.ts";
import type { KernelSize, ScaleLine, SiteSize, WardenSize } from "./scale/scale-line.ts";

const { values: asked } = parseArgs({
  // What quick means is asked in places.ts.
  options: { page: { type: "boolean", default: false }, quick: { type: "boolean" } },
});

const LEASES = isQuick ? [300, 1_000] : [1_000, 3_000, 10_000, 30_000, 100_000];
const SITES = isQuick ? [3, 10] : [10, 30, 100, 300, 1_000];
const ROUNDS = isQuick ? "2" : "5";
const WINDOW_SECONDS = isQuick ? "2" : "5";

const COLORS = ["#1b6ca8", "#2a9d5c", "#c0392b", "#8e44ad", "#b7791f", "#7f8c8d"];

/** The line of JSON that a bench of one size prints. */
function measured(program: string, flags: readonly string[], engine: readonly string[] = []): unknown {
  process.stderr.write(`  ${program} ${flags.join(" ")}\n`);
  const words = ["--max-old-space-size=12288", ...engine, "--conditions=@plimsoll/source", `packages/${program}`];
  const text = execFileSync(process.execPath, [...words, ...flags], {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(text) as unknown;
}

const leaseFlags = (leases: number): readonly string[] => ["--leases", String(leases), "--rounds", ROUNDS];

/** A simulated mesh keeps nearly all that it makes: a small young generation would copy it again and again. */
const YOUNG = ["--max-semi-space-size=128"];

const sizeOfSites = (sites: number, more: readonly string[]): SiteSize => {
  const flags = ["--sites", String(sites), "--seconds", WINDOW_SECONDS, ...more];
  return measured("mesh/bench/scale.ts", flags, YOUNG) as SiteSize;
};

function newLine(): ScaleLine {
  const started = startedNow();
  return {
    bench: "scale",
    ...started,
    kernel: LEASES.map((leases) => measured("kernel/bench/scale.ts", leaseFlags(leases)) as KernelSize),
    wardens: LEASES.map((leases) => measured("governor/bench/warden-scale.ts", leaseFlags(leases)) as WardenSize),
    sites: SITES.flatMap((sites) => [sizeOfSites(sites, []), sizeOfSites(sites, ["--no-certificates"])]),
  };
}

const seriesOf = (costs: readonly CostOfOne[]): CostPlot["series"] =>
  costs.map(({ name, points }, place) => ({
    name,
    color: COLORS[place % COLORS.length] ?? "#000",
    points: points.map(({ at, cost }) => ({ at, cost: cost.median })),
  }));

function writePlots(line: ScaleLine): void {
  const plots: Readonly<Record<string, Omit<CostPlot, "namesWidth">>> = {
    leases: {
      label: "What one lease costs against how many are open",
      axis: "open leases",
      unit: "µs a lease",
      series: seriesOf(leaseCosts(line)),
    },
    sites: {
      label: "What one site costs against how many there are",
      axis: "sites",
      unit: "µs a site",
      series: seriesOf(siteCosts(line)),
    },
    wire: {
      label: "Bytes that one site sends in a second against how many sites there are",
      axis: "sites",
      unit: "bytes/s",
      series: seriesOf(wireCosts(line)),
    },
  };
  for (const [name, plot] of Object.entries(plots))
    writeFileSync(pageFile(`benchmarks-scale-${name}.svg`), costPlot({ ...plot, namesWidth: 170 }));
}

if (!asked.page) addLine(newLine());
const newest = newestLine("scale") as ScaleLine | undefined;
if (newest === undefined) throw new Error("bench/history.jsonl has no run of scale yet: npm run bench:scale");
writePlots(newest);
writeFileSync(pageFile("benchmarks-scale.md"), scalePage(newest));
