import { spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";

/** Runs a program of this project with its own Node; answers whether it succeeded, and says how long it took. */
export function runStep(name, program, programArguments, environment = {}) {
  const startMs = performance.now();
  const { status } = spawnSync(process.execPath, [program, ...programArguments], {
    stdio: "inherit",
    env: { ...process.env, ...environment },
  });
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  process.stdout.write(`${status === 0 ? "ok" : "FAILED"}  ${name}  ${seconds} s\n`);
  return status === 0;
}
