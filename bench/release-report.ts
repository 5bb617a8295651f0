// Runs the benches of packages/release, adds a line for each to bench/history.jsonl and writes docs/benchmarks-release.md.
// Run: node bench/release-report.ts
import { execFileSync } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import { machineNow, ROOT, startedNow } from "./history.ts";
import { HISTORY, isQuick, pageFile } from "./places.ts";

const PAGE = pageFile("benchmarks-release.md");

const BENCHES = [
  { name: "evaluate", title: "A whole evaluation, the gate, a pack" },
  { name: "examine", title: "Reading the bytes alone" },
] as const;

function resultOf(name: string): string {
  const quick = isQuick && name === "evaluate" ? ["--claims", "50"] : [];
  const args = ["--conditions=@plimsoll/source", `packages/release/bench/${name}.ts`, ...quick];
  return execFileSync(process.execPath, args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

/** What it printed for people; the history gets it too, with the day, the commit and the machine. */
function measured({ name, title }: (typeof BENCHES)[number]): string {
  process.stderr.write(`${name} …\n`);
  const started = startedNow();
  const printed = resultOf(name).trim();
  appendFileSync(HISTORY, `${JSON.stringify({ bench: `release-${name}`, ...started, printed })}\n`);
  return `## ${title}\n\n\`\`\`\n${printed}\n\`\`\``;
}

const { cpu, cores, node, loadAverage } = machineNow();
const sections = BENCHES.map(measured);
writeFileSync(
  PAGE,
  `# Benchmarks of release

Made by \`npm run bench:release\`, which measures, adds a line for each bench to \`bench/history.jsonl\` and writes this page. Each bench makes its dossier from a seed.

${new Date().toISOString().slice(0, 10)}, ${cpu} with ${cores} cores, Node ${node.slice(1)}, load ${loadAverage} at the start.

${sections.join("\n\n")}
`,
);
