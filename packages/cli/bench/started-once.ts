import { spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";

/** One start of a program, from its process to its end. */
export interface Start {
  /** On the clock, with the process itself. */
  readonly wallMs: number;
}

/** What a start costs whatever else the machine does. */
export interface StartCost {
  readonly modules: number;
  /** Processor time, user and system, of the process alone. */
  readonly cpuMs: number;
}

/** Starts a program plainly, as a shell does. */
export function startedOnce(programArguments: readonly string[]): Start {
  const startMs = performance.now();
  const { status } = spawnSync(process.execPath, programArguments, { stdio: "ignore" });
  // A program that breaks at once would be a fast one.
  if (status !== 0) throw new Error(`${programArguments.join(" ")} ended with ${status}`);
  return { wallMs: performance.now() - startMs };
}

const COUNTER = fileURLToPath(new URL("./count-modules.ts", import.meta.url));

/** Starts a program with a counter of its modules, which costs some time of its own. */
export function startCost(programArguments: readonly string[]): StartCost {
  const { stderr } = spawnSync(process.execPath, ["--import", COUNTER, ...programArguments], { encoding: "utf8" });
  return JSON.parse(stderr.trim().split("\n").at(-1) ?? "null") as StartCost;
}
