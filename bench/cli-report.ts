// Measures how long the program takes to start, adds a line to bench/history.jsonl and writes docs/benchmarks-cli.md.
// Run: node bench/cli-report.ts, with --page to write the page of the newest line again (builds first; half a minute)
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { figureOf, shown, table } from "./figure.ts";
import { addLine, newestLine, ROOT, startedNow } from "./history.ts";
import { isQuick, pageFile } from "./places.ts";
import { type CliLine, COLD_START_MS_MAX } from "./ratios/cli.ts";

function newLine(): CliLine {
  execFileSync(process.execPath, ["node_modules/tsgo/bin/tsc", "-b"], { cwd: ROOT, stdio: ["ignore", 2, 2] });
  const started = startedNow();
  const words = ["packages/cli/bench/cold-start.ts", "--rounds", isQuick ? "2" : "20"];
  const printed = execFileSync(process.execPath, words, { cwd: ROOT, encoding: "utf8" });
  return { bench: "cli", ...started, ...(JSON.parse(printed) as Pick<CliLine, "rounds" | "rows">) };
}

const page = ({ rows, rounds, date, commit, machine: at }: CliLine): string => `# Benchmarks of the command line

Made by \`npm run bench:cli\`, which builds, measures, adds a line to \`bench/history.jsonl\` and writes this page.

Newest run: ${date.slice(0, 10)}, commit ${commit}, ${at.cpu} with ${at.cores} cores, Node ${at.node.slice(1)}, load ${at.loadAverage} at the start. ${rounds} starts of each, in turns, by the clock and with
the process itself; medians with the shortest and the longest start in brackets. No cold start of \`plimsoll --help\` is to take more than ${COLD_START_MS_MAX} ms.

${table(
  ["start", "ms", "modules", "processor, ms"],
  rows.map(({ name, wallMs, modules, cpuMs }) => [
    `\`${name}\``,
    shown(figureOf(wallMs)),
    modules.toString(),
    cpuMs.toFixed(0),
  ]),
)}
`;

const { values: asked } = parseArgs({
  // What quick means is asked in places.ts.
  options: { page: { type: "boolean", default: false }, quick: { type: "boolean" } },
});
if (!asked.page) addLine(newLine());
const newest = newestLine("cli") as CliLine | undefined;
if (newest === undefined) throw new Error("bench/history.jsonl has no run of cli yet: npm run bench:cli");
writeFileSync(pageFile("benchmarks-cli.md"), page(newest));
