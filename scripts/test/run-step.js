import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { performance } from "node:perf_hooks";

/** Runs a program of this project with its own Node; answers whether it succeeded, and says how long it took. */
export function runStep(name, program, programArguments) {
  const startMs = performance.now();
  const { status } = spawnSync(process.execPath, [program, ...programArguments], { stdio: "inherit" });
  return told(name, startMs, status);
}

/** The same of a program beside others: what it says is printed when it has ended, in one piece. */
export async function runStepBeside(name, program, programArguments) {
  const startMs = performance.now();
  const step = spawn(process.execPath, [program, ...programArguments], { stdio: ["inherit", "pipe", "pipe"] });
  let said = "";
  for (const stream of [step.stdout, step.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
  const [status] = await once(step, "close");
  process.stdout.write(said);
  return told(name, startMs, status);
}

function told(name, startMs, status) {
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  process.stdout.write(`${status === 0 ? "ok" : "FAILED"}  ${name}  ${seconds} s\n`);
  return status === 0;
}
