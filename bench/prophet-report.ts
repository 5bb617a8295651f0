// Runs the benches of packages/prophet (engine beside its peers, what the risk costs, the drift detectors), adds a line for each to bench/history.jsonl and writes docs/benchmarks-prophet.md.
// Run: node bench/prophet-report.ts [--river PYTHON]: a Python with River 0.26 (peers: node scripts/install-prophet-peers.js)
import { execFileSync } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const HISTORY = new URL("history.jsonl", import.meta.url);
const PAGE = new URL("../docs/benchmarks-prophet.md", import.meta.url);

const { values: asked } = parseArgs({ options: { river: { type: "string" } } });

const machine = () => ({
  cpu: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  node: process.version,
  loadAverage: Number((loadavg()[0] ?? 0).toFixed(2)),
});

interface Bench {
  readonly name: string;
  readonly title: string;
  readonly flags: readonly string[];
  readonly reading: string;
}

const BENCHES: readonly Bench[] = [
  {
    name: "engine",
    title: "A step of training",
    flags: ["--json"],
    reading:
      "A step is forward, backward, clipping and Adam. Debian's PyTorch is unpacked beside the system, with the reference BLAS that it brings.",
  },
  {
    name: "risk-overhead",
    title: "What foretelling costs",
    flags: [],
    reading: "",
  },
  {
    name: "drift",
    title: "Drift detectors",
    flags: asked.river === undefined ? [] : ["--python", asked.river],
    reading:
      "On the error of repeating the last value, at River's settings. River is called value by value from Python, so its loop counts.",
  },
];

/** What it printed for people, without the JSON line, which goes to the history. */
function measured({ name, flags }: Bench): string {
  process.stderr.write(`${name} …\n`);
  const [date, before] = [new Date().toISOString(), machine()];
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: ROOT, encoding: "utf8" }).trim();
  const program = `packages/prophet/bench/${name}.ts`;
  const text = execFileSync(process.execPath, ["--conditions=@plimsoll/source", program, ...flags], {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = text.trimEnd().split("\n");
  const figures = JSON.parse(lines.at(-1) ?? "{}") as object;
  appendFileSync(
    HISTORY,
    `${JSON.stringify({ ...figures, bench: `prophet-${name}`, date, commit, machine: before })}\n`,
  );
  return lines.slice(0, -1).join("\n").trim();
}

const { cpu, cores, node, loadAverage } = machine();
const sections = BENCHES.map((bench) =>
  [`## ${bench.title}`, measured(bench), bench.reading].filter((part) => part !== "").join("\n\n"),
);
writeFileSync(
  PAGE,
  `# Benchmarks of Prophet

Made by \`npm run bench:prophet\`, which measures, adds a line for each bench to \`bench/history.jsonl\` and writes this page. Peers come from
\`node scripts/install-prophet-peers.js\`; the product depends on none of them. Subjects take turns in one run; figures are of processor time.

${new Date().toISOString().slice(0, 10)}, ${cpu} with ${cores} cores, Node ${node.slice(1)}, load ${loadAverage} at the start. Believe the ratios: the machine is shared.

${sections.join("\n\n")}

What Prophet is worth is measured elsewhere: [risk](reference/risk-model.md), [control](reference/rate-control.md), [drifting streams](reference/drifting-streams.md),
[terms of the loss](reference/prophet-ablation.md).
`,
);
