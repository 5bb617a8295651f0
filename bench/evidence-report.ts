// Runs both benches of packages/evidence, adds a line to bench/history.jsonl and writes docs/benchmarks-evidence.md from it.
// Run: node bench/evidence-report.ts, or with --page to write the page of the newest run again (about three minutes; peers: scripts/install/gridworld-peer.js, scripts/install/intake-peer.js)
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { type Figure, shown as figure, yes } from "./figure.ts";
import { addLine, type HistoryLine, newestLine, ROOT, startedNow } from "./history.ts";
import { isQuick, pageFile } from "./places.ts";

interface Gridworld {
  readonly gymnasium: string | null;
  readonly peer: string;
  readonly targetStepsPerSecond: number;
  readonly rows: readonly {
    readonly name: string;
    readonly stepsPerSecond: Figure;
    readonly timesPeer: Figure | null;
  }[];
}

interface Intake {
  readonly speed: readonly {
    readonly kind: string;
    readonly reader: string;
    readonly jsonBytes: number;
    readonly megabytesPerSecond: number;
    readonly megabytesPerCpuSecond: number;
    readonly timesOurs: number;
  }[];
  readonly memory: readonly {
    readonly kind: string;
    readonly reader: string;
    readonly jsonBytes: number;
    readonly seconds: number;
    readonly maxRssBytes: number;
  }[];
}

const PAGE = pageFile("benchmarks-evidence.md");

interface Run extends HistoryLine {
  readonly bench: "evidence";
  readonly gridworld: Gridworld;
  readonly intake: Intake;
}

/** What a bench prints on its last line; it exits with 1 where a target is missed, which is a figure too. */
function measured(bench: string, flags: readonly string[] = []): unknown {
  const args = ["--conditions=@plimsoll/source", `packages/evidence/bench/${bench}.ts`, "--json", ...flags];
  const text = execFileSync("sh", ["-c", '"$0" "$@" || true', process.execPath, ...args], {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 1 << 26,
  });
  return JSON.parse(text.trimEnd().split("\n").at(-1) ?? "") as unknown;
}

/** Of Inspect's readers, those that look at every sample; the others read a header or a summary. */
const READS_ALL: ReadonlySet<string> = new Set(["plimsoll", "read_eval_log", "read_eval_log_samples"]);

function page({ date, commit, machine, gridworld, intake }: Run): string {
  const network = gridworld.rows.find(({ name }) => name === "battery, policy network");
  const ours = intake.speed.filter(({ reader }) => reader === "plimsoll");
  const peers = intake.speed.filter(({ reader }) => reader !== "plimsoll" && READS_ALL.has(reader));
  /** What was not measured is no target met. */
  const slowest = (kinds: string) => {
    const speeds = ours.filter(({ kind }) => kind.startsWith(kinds)).map((row) => row.megabytesPerSecond);
    return speeds.length === 0 ? 0 : Math.min(...speeds);
  };
  const largest = intake.memory.filter(({ reader, jsonBytes }) => reader === "plimsoll" && jsonBytes > 1e9);
  const rss = Math.max(0, ...largest.map(({ maxRssBytes }) => maxRssBytes / 1e6));
  return `# Benchmarks of evidence

Made by \`npm run bench:evidence\`, which measures, adds a line to \`bench/history.jsonl\` and writes this page. Gymnasium and Inspect come from
\`node scripts/install/gridworld-peer.js\` and \`node scripts/install/intake-peer.js\`; the product depends on neither.

Newest run: ${date.slice(0, 10)}, commit ${commit}, ${machine.cpu} with ${machine.cores} cores, Node ${machine.node.slice(1)}, load ${machine.loadAverage} at the start. Subjects
take turns; figures are medians, with the lowest and the highest in brackets.

## Targets

| what | target | measured | met |
|---|---|---|---|
| gridworld trials of a policy network, steps a second | ≥ 1 M | ${network ? figure(network.stepsPerSecond) : "–"} | ${yes((network?.stepsPerSecond.median ?? 0) >= gridworld.targetStepsPerSecond)} |
| import of \`.eval\`, MB of JSON a second | ≥ 100 | ${slowest("eval").toFixed(0)} | ${yes(slowest("eval") >= 100)} |
| import of \`.json\` with NaN, MB a second | ≥ 30 | ${slowest("json").toFixed(0)} | ${yes(slowest("json") >= 30)} |
| memory of an import of 2 GB, MB | flat: ≤ 512 | ${rss.toFixed(0)} | ${yes(rss > 0 && rss <= 512)} |
| times as fast as Inspect's own reader, the nearest | > 1 | ${peers.length === 0 ? "–" : Math.min(...peers.map(({ timesOurs }) => timesOurs)).toFixed(1)} | ${yes(peers.length > 0 && peers.every(({ timesOurs }) => timesOurs > 1))} |

## Gridworld

Steps a second of processor time. The peer is Gymnasium ${gridworld.gymnasium ?? "(not there)"}, ${gridworld.peer}, stepped from Python.

| what | steps a second | times the peer |
|---|---|---|
${gridworld.rows.map(({ name, stepsPerSecond, timesPeer }) => `| ${name} | ${figure(stepsPerSecond)} | ${timesPeer === null ? "–" : figure(timesPeer)} |`).join("\n")}

## Intake

Logs as Inspect writes them, made for the bench, beside Inspect's readers that look at every sample. *Times ours*: processor time beside ours in
the same turn.

| log | reader | MB of JSON | MB/s | MB per CPU second | times ours |
|---|---|---|---|---|---|
${intake.speed
  .filter(({ reader }) => READS_ALL.has(reader))
  .map(
    (row) =>
      `| ${row.kind} | ${row.reader} | ${Math.round(row.jsonBytes / 1e6)} | ${row.megabytesPerSecond.toFixed(1)} | ${row.megabytesPerCpuSecond.toFixed(1)} | ${row.timesOurs.toFixed(1)} |`,
  )
  .join("\n")}

| log | reader | MB of JSON | seconds | peak memory, MB |
|---|---|---|---|---|
${intake.memory.map((row) => `| ${row.kind} | ${row.reader} | ${Math.round(row.jsonBytes / 1e6)} | ${row.seconds.toFixed(1)} | ${Math.round(row.maxRssBytes / 1e6)} |`).join("\n")}
`;
}

const QUICK_INTAKE = ["--megabytes", "4", "--large", "32", "--peer-large", "8", "--rounds", "1"];

function newRun(): Run {
  const started = startedNow();
  const gridworld = measured("gridworld") as Gridworld;
  return {
    bench: "evidence",
    ...started,
    gridworld,
    intake: measured("intake", isQuick ? QUICK_INTAKE : []) as Intake,
  };
}

if (!process.argv.includes("--page")) addLine(newRun());
const newest = newestLine("evidence") as Run | undefined;
if (newest === undefined) throw new Error("bench/history.jsonl has no run of evidence yet: npm run bench:evidence");
writeFileSync(PAGE, page(newest));
