import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { until } from "./rig.ts";

const PROGRAM = fileURLToPath(new URL("../../../../cli/bin/plimsoll.js", import.meta.url));

/** `plimsoll gate proxy` as a process of its own, listening; ends with the test. */
export async function startGate(cwd: string, words: readonly string[]) {
  const arguments_ = [PROGRAM, "gate", "proxy", "--listen", "127.0.0.1:0", "--json", ...words];
  const child = spawn(process.execPath, arguments_, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const said = { lines: [] as Record<string, unknown>[], stderr: "", code: undefined as number | null | undefined };
  createInterface({ input: child.stdout }).on("line", (line) => said.lines.push(JSON.parse(line)));
  child.stderr.on("data", (chunk: Buffer) => (said.stderr += chunk.toString()));
  child.once("close", (code) => (said.code = code));
  onTestFinished(async () => await end(child, "SIGKILL", said));
  const line = (type: string) => said.lines.findLast((each) => each["type"] === type);
  await until(() => line("listening") !== undefined || said.code !== undefined, 50_000);
  return {
    said,
    line,
    origin: String(line("listening")?.["at"]),
    signal: (name: NodeJS.Signals) => void child.kill(name),
    end: async (signal: NodeJS.Signals) => await end(child, signal, said),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals, said: { code?: number | null | undefined }) {
  if (said.code !== undefined) return;
  child.kill(signal);
  await until(() => said.code !== undefined, 10_000);
}
