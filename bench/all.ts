// Runs the benches of all packages one after another, judges their ratios by earlier runs, and writes docs/benchmarks.md.
// Run: npm run bench (see HELP)
import { execFileSync, spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { fallenTable } from "./gate-table.ts";
import { historyLines, ROOT, startedNow } from "./history.ts";
import { HISTORY, isQuick, pageFile } from "./places.ts";
import { type GateOutcome, judged } from "./ratio-gate.ts";
import { ownerOf } from "./ratios/ratios-of.ts";
import { type PackageBench, SUITE } from "./suite.ts";
import { addTiming, newestTimings, spoken } from "./timing.ts";

const NAMES = SUITE.map(({ name }) => name);

const HELP = `Usage: npm run bench [-- OPTIONS]

Installs the peers, runs the benches of all packages one after another, adds what they measured to bench/history.jsonl, judges
ratios to peers by earlier runs, and writes docs/benchmarks.md and the pages of the packages.

  --only NAMES   these packages alone, with commas between: ${NAMES.join(", ")}
  --quick        as little as shows that every bench works: figures and pages go to node_modules/.cache/bench-quick, and nothing is judged
  --no-install   with the peers that are there
  --json         one line of JSON at the end
  --help         this

  npm run bench -- --only kernel,ledger
  npm run bench -- --quick --no-install
  npm run -s bench -- --json

Exit 0: all ran and no ratio fell. Exit 1: a bench failed or a ratio fell. Exit 2: an option is unknown. A machine that does something
else meanwhile measures that too.
`;

interface Outcome {
  readonly name: string;
  readonly seconds: number;
  /** Null when all its programs ended well. */
  readonly fault: string | null;
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

function options() {
  try {
    return parseArgs({
      options: {
        only: { type: "string" },
        quick: { type: "boolean", default: false },
        "no-install": { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (fault) {
    return refused(`${(fault as Error).message}; see npm run bench -- --help`);
  }
}

function refused(why: string): never {
  say(`BENCH_OPTION_UNKNOWN: ${why}`);
  process.exit(2);
}

function chosen(only: string | undefined): readonly PackageBench[] {
  const wanted = only?.split(",") ?? NAMES;
  const unknown = wanted.filter((name) => !NAMES.includes(name));
  if (unknown.length > 0) refused(`expected of ${NAMES.join(", ")}; received ${unknown.join(", ")}`);
  return SUITE.filter(({ name }) => wanted.includes(name));
}

/** Scripts that could not install all they should; a bench goes on without, and reports it. */
function install(packages: readonly PackageBench[]): readonly string[] {
  const scripts = new Set(packages.flatMap(({ installers }) => installers));
  return [...scripts].filter((script) => {
    say(`peers: ${script}`);
    // What they print is progress: the standard output is for the result alone.
    return spawnSync(process.execPath, [`scripts/${script}`], { cwd: ROOT, stdio: ["ignore", 2, 2] }).status !== 0;
  });
}

const estimate = (names: readonly string[], seconds: ReadonlyMap<string, number>): string => {
  const known = names.filter((name) => seconds.has(name));
  const sum = known.reduce((total, name) => total + (seconds.get(name) ?? 0), 0);
  const unknown = names.length - known.length;
  if (known.length === 0) return "no earlier run tells how long it takes";
  return `about ${spoken(sum)} by the last run${unknown === 0 ? "" : `, and ${unknown} that nobody timed yet`}`;
};

function runAll(packages: readonly PackageBench[]): readonly Outcome[] {
  const seconds = new Map([...newestTimings()].map(([name, timing]) => [name, timing.seconds]));
  const names = packages.map(({ name }) => name);
  say(`${names.length} packages: ${estimate(names, seconds)}`);
  return packages.map((each, place) => {
    const left = names.slice(place);
    const all = left.some((name) => seconds.has(name)) ? `; all that is left: ${estimate(left, seconds)}` : "";
    say(`[${place + 1}/${names.length}] ${each.name}: ${estimate([each.name], seconds)}${all}`);
    return runOne(each);
  });
}

function runOne({ name, programs }: PackageBench): Outcome {
  const [started, from] = [startedNow(), performance.now()];
  const fault = firstFault(programs);
  const seconds = Math.round((performance.now() - from) / 100) / 10;
  say(`${name}: ${fault ?? "done"} after ${spoken(seconds)}`);
  if (fault === null) addTiming({ bench: "timing", package: name, ...started, seconds });
  return { name, seconds, fault };
}

function firstFault(programs: readonly (readonly string[])[]): string | null {
  for (const words of programs) {
    const env = { ...process.env, ...(isQuick ? { PLIMSOLL_BENCH_QUICK: "1" } : {}) };
    const { status, signal } = spawnSync(process.execPath, [...words], { cwd: ROOT, env, stdio: ["ignore", 2, 2] });
    if (status !== 0) return `${words.at(-1) ?? ""} ended with ${status ?? signal ?? "nothing"}`;
  }
  return null;
}

/** What was not measured now was judged when it was; what was measured quickly is no figure. */
function judgedNow(packages: readonly PackageBench[]): GateOutcome {
  const names = new Set(packages.map(({ name }) => name));
  return judged(isQuick ? [] : historyLines().filter(({ bench }) => names.has(ownerOf(bench) ?? "")));
}

function writeReport(): void {
  const words = ["bench/report.ts", ...(isQuick ? ["--quick"] : [])];
  execFileSync(process.execPath, words, { cwd: ROOT, stdio: ["ignore", 2, 2] });
}

function told(outcomes: readonly Outcome[], missing: readonly string[], judgement: GateOutcome): string {
  const took = outcomes.map(
    ({ name, seconds, fault }) => `${name.padEnd(12)} ${spoken(seconds).padStart(12)}  ${fault ?? "done"}`,
  );
  const peers = missing.map((script) => `not everything was installed by scripts/${script}`);
  const gate = isQuick ? "A quick run is no figure: nothing was judged." : fallenTable(judgement);
  const files = `${HISTORY.pathname}, ${pageFile("benchmarks.md").pathname}`;
  return [...took, ...peers, gate, files].join("\n");
}

const asked = options();
if (asked.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const packages = chosen(asked.only);
const missing = asked["no-install"] ? [] : install(packages);
const outcomes = runAll(packages);
writeReport();
const judgement = judgedNow(packages);
const fallen = judgement.rows.filter(({ verdict }) => verdict === "fell");
const ok = fallen.length === 0 && outcomes.every(({ fault }) => fault === null);
const summary = {
  type: "summary",
  ok,
  quick: isQuick,
  packages: outcomes,
  peersNotInstalled: missing,
  judgedRatios: judgement.rows.length,
  fallen,
};
process.stdout.write(`${asked.json ? JSON.stringify(summary) : told(outcomes, missing, judgement)}\n`);
process.exit(ok ? 0 : 1);
