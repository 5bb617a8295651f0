/**
 * Steps of the world, beside the original's step semantics in Python; the baseline and the four ablations over many seeds; the
 * model check.
 *
 * Run: node --conditions=@plimsoll/source packages/sovereignty/bench/sovereignty.ts [--json] [--trial]. A trial is short, and no figure.
 */
import { digestOfValue } from "@plimsoll/foundation";
import { parseArgs } from "node:util";
import { cleanApparatus } from "../src/run/apparatus.ts";
import { CLEAN_PHYSICS, type PhysicsRules, PUBLISHED_PHYSICS } from "../src/world/physics.ts";
import { actionPlan } from "./action-plan.ts";
import { timedBattery } from "./battery.ts";
import { cpuSeconds, type Figure, figureOf } from "./figures.ts";
import { pythonVersion, walkInPython } from "./published-step.ts";
import { type TimedCheck, timedCheck } from "./timed-check.ts";
import { walk } from "./world-steps.ts";

const { values: asked } = parseArgs({
  options: { json: { type: "boolean", default: false }, trial: { type: "boolean", default: false } },
});

const ROUNDS = asked.trial ? 1 : 5;
const STEPS_PER_ROUND = asked.trial ? 400_000 : 4_000_000;
const PEER_STEPS_PER_ROUND = asked.trial ? 40_000 : 400_000;
/** The model check, which takes long, has a turn in every third round. */
const CHECK_EVERY = 3;
const SEEDS = asked.trial ? 50 : 1_000;
const TARGETS = { stepsPerSecond: 1_000_000, batterySeconds: 60, modelCheckSeconds: 120 };

interface StepSubject {
  readonly name: string;
  readonly physics: PhysicsRules;
  readonly looks: boolean;
  /** Whether Python does the same. */
  readonly hasPeer: boolean;
}

const SUBJECTS: readonly StepSubject[] = [
  { name: "clean world, step", physics: CLEAN_PHYSICS, looks: false, hasPeer: false },
  { name: "clean world, step and observation", physics: CLEAN_PHYSICS, looks: true, hasPeer: false },
  { name: "published world, step", physics: PUBLISHED_PHYSICS, looks: false, hasPeer: true },
  { name: "published world, step and observation", physics: PUBLISHED_PHYSICS, looks: true, hasPeer: true },
];

const plan = actionPlan();
const python = pythonVersion();
const apparatus = cleanApparatus(digestOfValue("compiler of the bench"));

/** Rates and seconds of one round, by name. */
type Round = Readonly<Record<string, number>>;

function timedSteps({ name, physics, looks, hasPeer }: StepSubject): Round {
  const startedSeconds = cpuSeconds();
  const { steps } = walk(physics, plan, STEPS_PER_ROUND, looks);
  const own = steps / (cpuSeconds() - startedSeconds);
  if (!hasPeer || python === null) return { [name]: own };
  const peer = walkInPython(plan, PEER_STEPS_PER_ROUND, looks);
  const same = walk(physics, plan, PEER_STEPS_PER_ROUND, looks);
  if (peer.digest !== same.digest || peer.steps !== same.steps) throw new Error(`${name}: Python did something else`);
  return { [name]: own, [peerOf(name)]: peer.stepsPerSecond };
}

const peerOf = (name: string): string => `Python, ${name}`;

/** The subjects take turns, so that a busy neighbour on the machine slows them all alike. */
function timedRound(): Round {
  const steps = SUBJECTS.map(timedSteps);
  const battery = timedBattery(apparatus, SEEDS);
  return Object.assign({}, ...steps, battery, { all: Object.values(battery).reduce((sum, each) => sum + each, 0) });
}

/** The first round warms up. */
function timedRounds(): readonly Round[] {
  SUBJECTS.forEach(timedSteps);
  timedBattery(apparatus, 20);
  return Array.from({ length: ROUNDS }, (_, round) => {
    process.stderr.write(`round ${round + 1} of ${ROUNDS}\n`);
    if (round % CHECK_EVERY === 0) checks.push(timedCheck(asked.trial));
    return timedRound();
  });
}

const checks: TimedCheck[] = [];
const rounds = timedRounds();
const of = (name: string): Figure => figureOf(rounds.map((round) => round[name]!));

const stepRow = ({ name, hasPeer }: StepSubject) => ({
  name,
  stepsPerSecond: of(name),
  peerStepsPerSecond: hasPeer && python !== null ? of(peerOf(name)) : null,
  timesPeer: hasPeer && python !== null ? figureOf(rounds.map((round) => round[name]! / round[peerOf(name)]!)) : null,
});

const CONDITIONS = ["baseline", "A_SEMANTIC", "B_REFLECTION", "C_PERSISTENCE", "D_TRACE", "all"];

const run = {
  rounds: ROUNDS,
  python,
  steps: SUBJECTS.map(stepRow),
  battery: { seeds: SEEDS, rows: CONDITIONS.map((name) => ({ name, seconds: of(name) })) },
  modelCheck: { ...checks[0]!, violations: 0, seconds: figureOf(checks.map(({ seconds }) => seconds)) },
  targets: TARGETS,
};

process.stdout.write(`${JSON.stringify(run, null, asked.json ? 0 : 2)}\n`);
