import { PlimsollError } from "@plimsoll/foundation";
import { onnxOf, openPolicy, type PpoOptions, type UpdateMetrics } from "@plimsoll/simulation";
import { interruption } from "../../interruption.ts";
import { printJson } from "../../output/print-json.ts";
import { figureText } from "../figure-text.ts";
import { jsonText } from "../output/json-text.ts";
import { type OutputFile, refuseOutputsInTheWay, writeOutputs } from "../output/output-files.ts";
import { heldOutOf, type HeldOut } from "./learned-held-out.ts";
import { learningCurve } from "./learning-curve.ts";
import { refuseFilesOfOthers } from "./own-files.ts";
import { runTraining, type TrainingEnd } from "./run-training.ts";
import { logText } from "./training-log.ts";
import { type TrainingPlan, updatesFor } from "./training-plan.ts";
import { readState, stateText, type TrainingState } from "./training-state.ts";

export interface TrainFlags {
  readonly profile: string;
  readonly steps: number;
  readonly seed: number;
  readonly memory: boolean;
  readonly environments: number;
  readonly rollout: number;
  readonly epochs: number;
  readonly minibatches: number;
  readonly hidden: readonly number[];
  readonly trunk: PpoOptions["trunk"];
  readonly learningRate: number;
  readonly anneal: boolean;
  readonly discount: number;
  readonly gaeLambda: number;
  readonly clip: number;
  readonly entropyWeight: number;
  readonly rewardScale: number;
  readonly out: string;
  readonly onnx?: string;
  readonly log?: string;
  readonly state?: string;
  readonly checkpointEvery: number;
  readonly resume?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** @param isGiven whether somebody typed an option, or it is the usual value */
export async function train(flags: TrainFlags, isGiven: (name: string) => boolean): Promise<void> {
  const from = flags.resume === undefined ? null : readState(flags.resume);
  const plan = from?.plan ?? planOf(flags);
  const updates = updatesOf(flags, plan, isGiven("steps"));
  if (from !== null) refuseOtherPlan(flags, from, updates, isGiven);
  const statePath = flags.state ?? flags.resume ?? stateBeside(flags.out);
  if (from === null || flags.force === true)
    refuseOutputsInTheWay([...outputPaths(flags), statePath], flags.force === true);
  else refuseOthersOf(flags, statePath, from);
  const end = await runTraining({
    plan,
    from,
    updates,
    checkpointEvery: flags.checkpointEvery,
    signal: interruption(),
    onUpdate: (metrics, stepsPerSecond) => flags.json === true && printJson(updateLine(metrics, stepsPerSecond)),
    onCheckpoint: (state) => writeOutputs([{ path: statePath, content: stateText(state) }], true),
  });
  writeOutputs([...outputsOf(flags, end), { path: statePath, content: stateText(end.state) }], true);
  tell(flags, end, heldOutOf(end.policy, plan.profile), statePath);
}

function planOf(flags: TrainFlags): TrainingPlan {
  const { profile, memory, environments, seed, rollout: steps, epochs, minibatches, hidden: hiddenSizes } = flags;
  const { trunk, learningRate, discount, gaeLambda, clip, entropyWeight, rewardScale } = flags;
  const options = {
    steps,
    epochs,
    minibatches,
    hiddenSizes,
    trunk,
    learningRate,
    discount,
    gaeLambda,
    clip,
    entropyWeight,
    rewardScale,
  };
  const plan = { profile, memory, environments, seed, options };
  const annealUpdates = flags.anneal ? updatesFor(plan, flags.steps) : null;
  return { ...plan, options: { ...options, annealUpdates } };
}

/** Of a training that goes on without a word of how far: as far as it was to go. */
function updatesOf({ steps, resume }: TrainFlags, plan: TrainingPlan, isGiven: boolean): number {
  const planned = plan.options.annealUpdates ?? null;
  return resume !== undefined && !isGiven && planned !== null ? planned : updatesFor(plan, steps);
}

/** Options of the plan, which a state brings with it. */
const PLANNED = [
  ["profile", "--profile"],
  ["seed", "--seed"],
  ["memory", "--no-memory"],
  ["environments", "--environments"],
  ["rollout", "--rollout"],
  ["epochs", "--epochs"],
  ["minibatches", "--minibatches"],
  ["hidden", "--hidden"],
  ["trunk", "--trunk"],
  ["learningRate", "--learning-rate"],
  ["anneal", "--no-anneal"],
  ["discount", "--discount"],
  ["gaeLambda", "--gae-lambda"],
  ["clip", "--clip"],
  ["entropyWeight", "--entropy-weight"],
  ["rewardScale", "--reward-scale"],
] as const;

function refuseOtherPlan(
  flags: TrainFlags,
  { plan, trainer }: TrainingState,
  updates: number,
  isGiven: (name: string) => boolean,
) {
  const given = PLANNED.filter(([name]) => isGiven(name)).map(([, option]) => option);
  if (given.length > 0) throw otherPlan(`no ${given.join(", ")}: the state says it`, given.join(", "));
  const { annealUpdates = null, steps = 1 } = plan.options;
  const stepsOf = (count: number): number => count * steps * plan.environments;
  if (annealUpdates !== null && updates > annealUpdates)
    throw otherPlan(
      `at most ${stepsOf(annealUpdates)} steps: by then the learning rate is 0`,
      `--steps ${flags.steps}`,
      "train anew, with --no-anneal if it is to be open how far",
    );
  if (trainer.updates > updates)
    throw otherPlan(`${stepsOf(trainer.updates)} steps or more: so many are done`, `--steps ${flags.steps}`);
}

const otherPlan = (expected: string, received: string, fix = "leave the option out, or train anew"): PlimsollError =>
  new PlimsollError({ code: "CLUSTER_TRAINING_DIFFERS", expected, received, fix });

function refuseOthersOf({ resume, out, onnx, log }: TrainFlags, state: string, from: TrainingState): void {
  refuseFilesOfOthers(
    {
      resume: resume!,
      state,
      out,
      stateBesideOut: stateBeside(out),
      onnx: onnx ?? null,
      log: log ?? null,
      curve: log === undefined ? null : curvePath(log),
      drawn: (rows) => learningCurve(titleOf(from.plan), rows),
    },
    from,
  );
}

const stateBeside = (out: string): string => `${out.replace(/\.json$/, "")}.state.json`;

const curvePath = (log: string): string => `${log.replace(/\.csv$/, "")}.svg`;

const outputPaths = ({ out, onnx, log }: TrainFlags): readonly string[] => [
  out,
  ...(onnx === undefined ? [] : [onnx]),
  ...(log === undefined ? [] : [log, curvePath(log)]),
];

function outputsOf({ out, onnx, log }: TrainFlags, { policy, state }: TrainingEnd): readonly OutputFile[] {
  return [
    { path: out, content: jsonText(policy) },
    ...(onnx === undefined ? [] : [{ path: onnx, content: onnxOf(openPolicy(policy)) }]),
    ...(log === undefined
      ? []
      : [
          { path: log, content: logText(state.log) },
          { path: curvePath(log), content: learningCurve(titleOf(state.plan), state.log) },
        ]),
  ];
}

const titleOf = ({ profile, seed, memory }: TrainingPlan): string =>
  `PPO on ${profile}, seed ${seed}, ${memory ? "with" : "without"} memory`;

const updateLine = (metrics: UpdateMetrics, stepsPerSecond: number) => ({
  type: "update",
  ...metrics,
  stepsPerSecond: Math.round(stepsPerSecond),
});

function tell(flags: TrainFlags, end: TrainingEnd, heldOut: HeldOut, statePath: string): void {
  const { policy, state, isWhole, stepsPerSecond } = end;
  const { plan, trainer } = state;
  const steps = trainer.updates * (plan.options.steps ?? 1) * plan.environments;
  const files = { policy: flags.out, state: statePath, onnx: flags.onnx ?? null, log: flags.log ?? null };
  const { learned, h1, episodes } = heldOut;
  if (flags.json === true) {
    const { options: _options, ...planned } = plan;
    const learnt = { updates: trainer.updates, steps, isWhole, stepsPerSecond: Math.round(stepsPerSecond) };
    const found = { episodes, mean: learned.mean, standardError: learned.standardError, h1Mean: h1.mean };
    printJson({ type: "summary", ok: true, ...planned, ...learnt, heldOut: found, digest: policy.digest, files });
    return;
  }
  process.stdout.write(
    `${plan.profile}, seed ${plan.seed}, ${plan.memory ? "with" : "without"} memory: ${steps} steps${isWhole ? "" : ", ended early"}, ` +
      `${Math.round(stepsPerSecond)} a second of processor time\n` +
      `on ${episodes} episodes of its own: ${figureText(learned.mean)} ± ${figureText(learned.standardError)}, h1 ${figureText(h1.mean)}\n` +
      `${flags.out} ${policy.digest}\n` +
      (isWhole ? "" : `to go on: ${resumption(flags, statePath)}\n`),
  );
}

/** The command that goes on and writes all that this one did. */
function resumption({ out, onnx, log }: TrainFlags, state: string): string {
  const files = Object.entries({ resume: state, out, onnx, log }).filter(([, path]) => path !== undefined);
  return ["plimsoll lab cluster train", ...files.map(([option, path]) => `--${option} ${path}`)].join(" ");
}
