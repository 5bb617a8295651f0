// Runs the benches of packages/release, adds a line for each to bench/history.jsonl and writes docs/benchmarks-release.md.
// Run: node bench/release-report.ts
import { execFileSync } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const HISTORY = new URL("history.jsonl", import.meta.url);
const PAGE = new URL("../docs/benchmarks-release.md", import.meta.url);

const BENCHES = [
  { name: "evaluate", title: "A whole evaluation, the gate, a pack" },
  { name: "examine", title: "Reading the bytes alone" },
] as const;

const machine = () => ({
  cpu: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  node: process.version,
  loadAverage: Number((loadavg()[0] ?? 0).toFixed(2)),
});

function resultOf(name: string): string {
  const args = ["--conditions=@plimsoll/source", `packages/release/bench/${name}.ts`];
  return execFileSync(process.execPath, args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: ROOT, encoding: "utf8" }).trim();

/** What it printed for people; the history gets it too, with the day, the commit and the machine. */
function measured({ name, title }: (typeof BENCHES)[number]): string {
  process.stderr.write(`${name} …\n`);
  const [date, before] = [new Date().toISOString(), machine()];
  const printed = resultOf(name).trim();
  appendFileSync(HISTORY, `${JSON.stringify({ bench: `release-${name}`, date, commit, machine: before, printed })}\n`);
  return `## ${title}\n\n\`\`\`\n${printed}\n\`\`\``;
}

const { cpu, cores, node, loadAverage } = machine();
const sections = BENCHES.map(measured);
writeFileSync(
  PAGE,
  `# Benchmarks of release

Made by \`npm run bench:release\`, which measures, adds a line for each bench to \`bench/history.jsonl\` and writes this page. Each bench makes its dossier from a seed.

${new Date().toISOString().slice(0, 10)}, ${cpu} with ${cores} cores, Node ${node.slice(1)}, load ${loadAverage} at the start.

${sections.join("\n\n")}
`,
);
