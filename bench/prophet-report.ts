// Runs the benches of packages/prophet (engine beside its peers, what the risk costs, the drift detectors), adds a line for each to bench/history.jsonl and writes docs/benchmarks-prophet.md.
// Run: node bench/prophet-report.ts [--river PYTHON]: another Python with River 0.26 (peers: node scripts/install/prophet-peers.js)
import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { machineNow, ROOT, startedNow } from "./history.ts";
import { HISTORY, isQuick, pageFile } from "./places.ts";

const PAGE = pageFile("benchmarks-prophet.md");
/** Where scripts/install/prophet-peers.js puts River. */
const RIVER = fileURLToPath(new URL("../node_modules/.cache/prophet-peers/river/bin/python", import.meta.url));

const { values: asked } = parseArgs({ options: { river: { type: "string" }, quick: { type: "boolean" } } });
const river = asked.river ?? (existsSync(RIVER) ? RIVER : undefined);

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
    flags: ["--json", ...(isQuick ? ["--rounds", "1", "--seconds", "0.1"] : [])],
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
    flags: [...(river === undefined ? [] : ["--python", river]), ...(isQuick ? ["--trial"] : [])],
    reading:
      "On the error of repeating the last value, at River's settings. River is called value by value from Python, so its loop counts.",
  },
];

/** What it printed for people, without the JSON line, which goes to the history. */
function measured({ name, flags }: Bench): string {
  process.stderr.write(`${name} …\n`);
  const started = startedNow();
  const program = `packages/prophet/bench/${name}.ts`;
  const text = execFileSync(process.execPath, ["--conditions=@plimsoll/source", program, ...flags], {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = text.trimEnd().split("\n");
  const figures = JSON.parse(lines.at(-1) ?? "{}") as object;
  appendFileSync(HISTORY, `${JSON.stringify({ ...figures, bench: `prophet-${name}`, ...started })}\n`);
  return lines.slice(0, -1).join("\n").trim();
}

const { cpu, cores, node, loadAverage } = machineNow();
const sections = BENCHES.map((bench) =>
  [`## ${bench.title}`, measured(bench), bench.reading].filter((part) => part !== "").join("\n\n"),
);
writeFileSync(
  PAGE,
  `# Benchmarks of Prophet

Made by \`npm run bench:prophet\`, which measures, adds a line for each bench to \`bench/history.jsonl\` and writes this page. Peers come from
\`node scripts/install/prophet-peers.js\`; the product depends on none of them. Subjects take turns in one run; figures are of processor time.

${new Date().toISOString().slice(0, 10)}, ${cpu} with ${cores} cores, Node ${node.slice(1)}, load ${loadAverage} at the start. Believe the ratios: the machine is shared.

${sections.join("\n\n")}

What Prophet is worth is measured elsewhere: [risk](reference/risk-model.md), [control](reference/rate-control.md), [drifting streams](reference/drifting-streams.md),
[terms of the loss](reference/prophet-ablation.md).
`,
);
