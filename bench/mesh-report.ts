// Runs the benches of packages/mesh, adds a line for each to bench/history.jsonl and writes docs/benchmarks-mesh.md with the drawing of the swarm.
// Run: node bench/mesh-report.ts [--quick]. Peers: node scripts/install-bench-peers.js and node scripts/install-nats-server.js.
import { execFileSync } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const HISTORY = new URL("history.jsonl", import.meta.url);
const PAGE = new URL("../docs/benchmarks-mesh.md", import.meta.url);
const DRAWING = "docs/reference/mesh-swarm.svg";

const { values: asked } = parseArgs({ options: { quick: { type: "boolean", default: false } } });

const machine = () => ({
  cpu: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  node: process.version,
  loadAverage: Number((loadavg()[0] ?? 0).toFixed(2)),
});

interface Bench {
  readonly name: string;
  readonly program: string;
  readonly title: string;
  readonly flags: readonly string[];
  readonly reading: string;
}

const BENCHES: readonly Bench[] = [
  {
    name: "swarm",
    program: "swarm/swarm.ts",
    title: "Fast and slow nodes: a synchronous HTTP swarm, and this mesh",
    // Slowly enough that two cores carry twenty nodes in one process.
    flags: ["--svg", DRAWING, "--scale", "0.25", "--seconds", asked.quick ? "200" : "900"],
    reading: `The swarm is our re-statement of what the audit describes. The mesh is its real nodes, with signatures and journals, all in one process on these cores; nodes with a process each are in [reference/mesh-real.md](reference/mesh-real.md).

![What each node did, over time](reference/mesh-swarm.svg)`,
  },
  {
    name: "append",
    program: "durable-append.ts",
    title: "A durable append",
    flags: ["--dir", ROOT],
    reading: "",
  },
  {
    name: "merge-peers",
    program: "merge-peers/merge-peers.ts",
    title: "Merging the same events",
    flags: asked.quick ? ["--events", "1000", "--rounds", "3"] : [],
    reading: "Automerge has hashes and no signatures, Yjs neither; neither checks who wrote what.",
  },
  { name: "core", program: "core.ts", title: "What one node can take in", flags: [], reading: "" },
  { name: "simulation", program: "simulation.ts", title: "The simulator", flags: [], reading: "" },
  { name: "journal", program: "journal.ts", title: "The journal", flags: ["--dir", ROOT], reading: "" },
  { name: "blobs", program: "blobs.ts", title: "Blobs in the DHT", flags: [], reading: "" },
];

/** What it printed for people; the history gets it too, with the day, the commit and the machine. */
function measured({ name, program, flags }: Bench): string {
  process.stderr.write(`${name} …\n`);
  const [date, before] = [new Date().toISOString(), machine()];
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: ROOT, encoding: "utf8" }).trim();
  const file = `packages/mesh/bench/${program}`;
  const printed = execFileSync(process.execPath, ["--conditions=@plimsoll/source", file, ...flags], {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  }).trim();
  const line = { bench: `mesh-${name}`, date, commit, machine: before, printed };
  appendFileSync(HISTORY, `${JSON.stringify(line)}\n`);
  return printed.includes("| --") ? printed : `\`\`\`\n${printed}\n\`\`\``;
}

const { cpu, cores, node, loadAverage } = machine();
const sections = BENCHES.map((bench) =>
  [`## ${bench.title}`, measured(bench), bench.reading].filter((part) => part !== "").join("\n\n"),
);
writeFileSync(
  PAGE,
  `# Benchmarks of the mesh

Made by \`npm run bench:mesh\`, which measures, adds a line for each bench to \`bench/history.jsonl\` and writes this page. Peers come from
\`node scripts/install-bench-peers.js\` and \`node scripts/install-nats-server.js\`. Subjects take turns in one run.

${new Date().toISOString().slice(0, 10)}, ${cpu} with ${cores} cores, Node ${node.slice(1)}, load ${loadAverage} at the start. Believe the ratios: the machine is shared.

${sections.join("\n\n")}

Real processes at the sizes of the acceptance statements: [reference/mesh-real.md](reference/mesh-real.md), by \`npm run mesh:real\`.
`,
);
