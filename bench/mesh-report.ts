// Runs the benches of packages/mesh, adds a line for each to bench/history.jsonl and writes docs/benchmarks-mesh.md with the drawing of the swarm.
// Run: node bench/mesh-report.ts [--quick]. Peers: node scripts/install/bench-peers.js and node scripts/install/nats-server.js.
import { execFileSync } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { machineNow, ROOT, startedNow } from "./history.ts";
import { HISTORY, isQuick, pageFile } from "./places.ts";

const PAGE = pageFile("benchmarks-mesh.md");
const DRAWING = isQuick ? fileURLToPath(pageFile("mesh-swarm.svg")) : "docs/reference/mesh-swarm.svg";

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
    flags: ["--svg", DRAWING, "--scale", "0.25", "--seconds", isQuick ? "200" : "900"],
    reading: `The swarm is our re-statement of what the audit describes. The mesh is its real nodes, with signatures and journals, all in one process on these cores; nodes with a process each are in [reference/mesh-real.md](reference/mesh-real.md).

![What each node did, over time](reference/mesh-swarm.svg)`,
  },
  {
    name: "append",
    program: "durable-append.ts",
    title: "A durable append",
    flags: ["--dir", ROOT, ...(isQuick ? ["--rounds", "1"] : [])],
    reading: "",
  },
  {
    name: "merge-peers",
    program: "merge-peers/merge-peers.ts",
    title: "Merging the same events",
    flags: isQuick ? ["--events", "1000", "--rounds", "3"] : [],
    reading: "Automerge has hashes and no signatures, Yjs neither; neither checks who wrote what.",
  },
  { name: "core", program: "core.ts", title: "What one node can take in", flags: [], reading: "" },
  {
    name: "simulation",
    program: "simulation.ts",
    title: "The simulator",
    flags: isQuick ? ["--seconds", "10", "3", "10"] : [],
    reading: "",
  },
  { name: "journal", program: "journal.ts", title: "The journal", flags: ["--dir", ROOT], reading: "" },
  { name: "blobs", program: "blobs.ts", title: "Blobs in the DHT", flags: isQuick ? ["8"] : [], reading: "" },
];

/** What it printed for people; the history gets it too, with the day, the commit and the machine. */
function measured({ name, program, flags }: Bench): string {
  process.stderr.write(`${name} …\n`);
  const started = startedNow();
  const file = `packages/mesh/bench/${program}`;
  const printed = execFileSync(process.execPath, ["--conditions=@plimsoll/source", file, ...flags], {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  }).trim();
  const line = { bench: `mesh-${name}`, ...started, printed };
  appendFileSync(HISTORY, `${JSON.stringify(line)}\n`);
  return printed.includes("| --") ? printed : `\`\`\`\n${printed}\n\`\`\``;
}

const { cpu, cores, node, loadAverage } = machineNow();
const sections = BENCHES.map((bench) =>
  [`## ${bench.title}`, measured(bench), bench.reading].filter((part) => part !== "").join("\n\n"),
);
writeFileSync(
  PAGE,
  `# Benchmarks of the mesh

Made by \`npm run bench:mesh\`, which measures, adds a line for each bench to \`bench/history.jsonl\` and writes this page. Peers come from
\`node scripts/install/bench-peers.js\` and \`node scripts/install/nats-server.js\`. Subjects take turns in one run.

${new Date().toISOString().slice(0, 10)}, ${cpu} with ${cores} cores, Node ${node.slice(1)}, load ${loadAverage} at the start. Believe the ratios: the machine is shared.

${sections.join("\n\n")}

Real processes at the sizes of the acceptance statements: [reference/mesh-real.md](reference/mesh-real.md), by \`npm run mesh:real\`.
`,
);
