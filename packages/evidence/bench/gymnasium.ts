import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Laid by scripts/install/gridworld-peer.js. */
const PYTHON = fileURLToPath(new URL("../../../bench/peers/bin/gymnasium/bin/python", import.meta.url));
const PROGRAM = fileURLToPath(new URL("gymnasium-steps.py", import.meta.url));

export const isGymnasiumThere = (): boolean => existsSync(PYTHON);

export const gymnasiumVersion = (): string =>
  execFileSync(PYTHON, ["-c", "import gymnasium; print(gymnasium.__version__)"], { encoding: "utf8" }).trim();

/** Steps in a second of CPU time, by world; each world is asked for as many. */
export function gymnasiumStepsPerSecond(steps: number): Readonly<Record<string, number>> {
  const text = execFileSync(PYTHON, [PROGRAM, String(steps)], { encoding: "utf8" });
  return JSON.parse(text) as Readonly<Record<string, number>>;
}
