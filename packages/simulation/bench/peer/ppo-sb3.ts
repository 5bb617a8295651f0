import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CART_POLE_ENVIRONMENTS, CART_POLE_OPTIONS } from "../../test/cart-pole-training.ts";
import { ENVIRONMENTS, EPOCHS, MINIBATCHES, STEPS } from "../learner-subjects.ts";

/** What `ppo_sb3.py` prints. */
export interface PeerFigures {
  readonly name: string;
  readonly peer: string;
  readonly steps: number;
  readonly stepsPerSecond: number;
  readonly meanReturn: number | null;
  readonly cpuSeconds: number;
}

const ROOT = new URL("../../../../", import.meta.url);
const PROGRAM = fileURLToPath(new URL("ppo_sb3.py", import.meta.url));
const INTERPRETERS = ["learning-peers", "python"].map((folder) =>
  fileURLToPath(new URL(`node_modules/.cache/${folder}/bin/python`, ROOT)),
);
const NEEDED = "import stable_baselines3, torch, gymnasium, wasmtime";

type Settings = Readonly<Record<string, string | number>>;

/** Stable-Baselines3 on CartPole-v1 as we train it; `null` where it is not installed. */
export function cartPolePeer(steps: number): PeerFigures | null {
  const { epochs, minibatches, learningRate, entropyWeight } = CART_POLE_OPTIONS;
  const settings = {
    environments: CART_POLE_ENVIRONMENTS,
    epochs,
    minibatches,
    learningRate,
    entropyWeight,
    anneal: 1,
  };
  return trained("Stable-Baselines3", ["CartPole-v1", String(steps)], settings as Settings);
}

/**
 * Stable-Baselines3 on `plimsoll/ClusterTensor-v45` with our network, roll-outs, epochs and minibatches: as it steps environments
 * itself, one by one, and over `make_vec`, which steps them all in one call. Empty where it is not installed.
 */
export function clusterPeer(updates: number): readonly PeerFigures[] {
  const rollout = ENVIRONMENTS * STEPS;
  const settings = {
    environments: ENVIRONMENTS,
    steps: STEPS,
    epochs: EPOCHS,
    minibatches: MINIBATCHES,
    hidden: "64-64",
    trunk: "shared",
    episodes: 0,
  };
  const given = ["plimsoll/ClusterTensor-v45", String(updates * rollout), "1", "--import", "plimsoll.simulation"];
  const runs = [
    ["Stable-Baselines3, DummyVecEnv", []],
    ["Stable-Baselines3 over our make_vec", ["--make-vec"]],
  ] as const;
  return runs.flatMap(
    ([name, more]) => trained(name, [...given, ...more, "--warm-up", String(rollout)], settings) ?? [],
  );
}

function trained(name: string, given: readonly string[], settings: Settings): PeerFigures | null {
  const interpreter = INTERPRETERS.find(isReady);
  if (interpreter === undefined) return null;
  process.stderr.write(`${name} …\n`);
  const pairs = Object.entries(settings).flatMap(([key, value]) => ["--set", `${key}=${value}`]);
  const text = execFileSync(interpreter, [PROGRAM, ...given, ...pairs], { encoding: "utf8", env: environment() });
  return { name, ...(JSON.parse(text) as Omit<PeerFigures, "name">) };
}

const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  PYTHONPATH: fileURLToPath(new URL("python/src", ROOT)),
  PYTHONDONTWRITEBYTECODE: "1",
});

function isReady(interpreter: string): boolean {
  if (!existsSync(interpreter)) return false;
  try {
    execFileSync(interpreter, ["-c", NEEDED], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
