/**
 * Steps of the shutdown gridworld and its battery in a second of CPU time, beside Gymnasium's gridworlds in Python.
 *
 * Run: node --conditions=@plimsoll/source packages/evidence/bench/gridworld.ts [--json]
 * Gymnasium comes from scripts/install/gridworld-peer.js and is reported as missing where it is not there.
 */
import { gymnasiumStepsPerSecond, gymnasiumVersion, isGymnasiumThere } from "./gymnasium.ts";
import { SUBJECTS } from "./gridworld-subjects.ts";

const ROUNDS = 9;
const STEPS_PER_ROUND = 400_000;
const PEER_STEPS_PER_ROUND = 50_000;
const TARGET_STEPS_PER_SECOND = 1_000_000;
const PEER = "FrozenLake-v1";

interface Figure {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

interface Row {
  readonly name: string;
  readonly stepsPerSecond: Figure;
  /** How many times the peer's in the same round; `null` where the peer is missing. */
  readonly timesPeer: Figure | null;
}

/** Steps a second by name. */
type Round = Readonly<Record<string, number>>;

/** The subjects take turns, so that a busy neighbour on the machine slows them all alike. The first round warms up. */
function timedRounds(): readonly Round[] {
  const rounds: Round[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const timed = timedRound();
    if (round > 0) rounds.push(timed);
  }
  return rounds;
}

function timedRound(): Round {
  const own = Object.entries(SUBJECTS).map(([name, subject]) => {
    const startedUs = cpuTimeUs();
    const steps = subject(STEPS_PER_ROUND);
    return [name, (steps * 1_000_000) / (cpuTimeUs() - startedUs)] as const;
  });
  return { ...Object.fromEntries(own), ...(isGymnasiumThere() ? gymnasiumStepsPerSecond(PEER_STEPS_PER_ROUND) : {}) };
}

/** Time on a core, the engine's own threads included: on a shared machine the clock on the wall measures the neighbours. */
function cpuTimeUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function figureOf(values: readonly number[]): Figure {
  const rising = values.toSorted((left, right) => left - right);
  const at = (place: number): number => Number(rising[place]?.toPrecision(3) ?? Number.NaN);
  return { median: at(rising.length >> 1), low: at(0), high: at(rising.length - 1) };
}

function rowOf(name: string, rounds: readonly Round[]): Row {
  const rates = rounds.map((round) => round[name]!);
  const ratios = rounds.flatMap((round) => (round[PEER] === undefined ? [] : [round[name]! / round[PEER]]));
  return { name, stepsPerSecond: figureOf(rates), timesPeer: ratios.length === 0 ? null : figureOf(ratios) };
}

const rounds = timedRounds();
const rows = Object.keys(rounds[0]!).map((name) => rowOf(name, rounds));
const gymnasium = isGymnasiumThere() ? gymnasiumVersion() : "missing";

if (process.argv.includes("--json")) {
  const node = process.version;
  const run = { bench: "gridworld", node, gymnasium, peer: PEER, targetStepsPerSecond: TARGET_STEPS_PER_SECOND, rows };
  process.stdout.write(`${JSON.stringify(run)}\n`);
} else {
  process.stdout.write(table());
}

function table(): string {
  const lines = rows.map(({ name, stepsPerSecond, timesPeer }) => {
    const met = stepsPerSecond.median >= TARGET_STEPS_PER_SECOND ? "yes" : "no";
    return `| ${name} | ${figureText(stepsPerSecond)} | ${timesPeer === null ? "–" : figureText(timesPeer)} | ${met} |`;
  });
  return `Steps a second of CPU time, median of ${ROUNDS} rounds (lowest–highest). Node ${process.version}, Gymnasium ${gymnasium}.

| what | steps/s | times ${PEER} | at least ${TARGET_STEPS_PER_SECOND} |
|---|---|---|---|
${lines.join("\n")}
`;
}

function figureText({ median, low, high }: Figure): string {
  const text = (value: number): string => (value >= 1_000 ? Math.round(value).toLocaleString("en") : String(value));
  return `${text(median)} (${text(low)}–${text(high)})`;
}
