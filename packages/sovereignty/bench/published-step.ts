import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { STEPS_PER_EPISODE } from "../src/run/bounds.ts";
import type { Walk } from "./world-steps.ts";

const PROGRAM = fileURLToPath(new URL("published-step.py", import.meta.url));
const PYTHON = "python3";

/** Null where there is no Python on this machine. */
export function pythonVersion(): string | null {
  try {
    return execFileSync(PYTHON, ["-c", "import platform; print(platform.python_version())"], {
      encoding: "utf8",
    }).trim();
  } catch {
    return null;
  }
}

/** The published step semantics in Python, a process of its own; its start and its reading are not in the time. */
export function walkInPython(
  plan: Uint8Array,
  steps: number,
  looks: boolean,
): Walk & { readonly stepsPerSecond: number } {
  const input = JSON.stringify({ steps, looks, episodeSteps: STEPS_PER_EPISODE, actions: [...plan] });
  const text = execFileSync(PYTHON, [PROGRAM], { input, encoding: "utf8" });
  return JSON.parse(text) as Walk & { readonly stepsPerSecond: number };
}
