import { spawn } from "node:child_process";
import { boolean, identifier, integer, object, PlimsollError } from "@plimsoll/foundation";
import type { KillReport } from "@plimsoll/server";
import { selfCommand } from "../self-command.ts";

/** The line that `plimsoll kill --json` prints of a killed run. */
interface KilledLine {
  readonly type?: unknown;
  readonly run?: unknown;
  readonly processes?: unknown;
  readonly deathConfirmedMs?: unknown;
  readonly settled?: unknown;
  readonly code?: unknown;
  readonly fix?: unknown;
}

/**
 * Kills a run by `plimsoll kill` in a process of its own, so that a busy daemon holds up no kill and a killed daemon leaves it
 * going on. Throws `RUN_UNKNOWN`, and `KILL_UNCONFIRMED` where that process does not bring the proof.
 */
export async function killByCommand(run: string, data: string): Promise<KillReport> {
  const [program = "", ...words] = selfCommand;
  const child = spawn(program, [...words, "kill", run, "--data", data, "--json"], {
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  await new Promise<void>((resolve, reject) => child.once("error", reject).once("close", () => resolve()));
  return reportIn(output, run);
}

const reportShape = object({
  run: identifier,
  processes: integer(),
  deathConfirmedMs: integer(),
  settled: boolean,
});

function reportIn(output: string, run: string): KillReport {
  const lines = output.split("\n").flatMap((text) => lineOf(text));
  const killed = lines.find(({ type }) => type === "killed");
  const fault = lines.find(({ code }) => typeof code === "string");
  const { processes, deathConfirmedMs, settled } = killed ?? {};
  const report = reportShape.parse({ run, processes, deathConfirmedMs, settled });
  if (report.ok) return report.value;
  throw new PlimsollError({
    code: fault?.code === "RUN_UNKNOWN" ? "RUN_UNKNOWN" : "KILL_UNCONFIRMED",
    expected: `the proof of death of "${run}"`,
    received: typeof fault?.code === "string" ? fault.code : "none",
    fix: `look at this machine: plimsoll kill ${run}`,
  });
}

function lineOf(text: string): readonly KilledLine[] {
  try {
    return [JSON.parse(text) as KilledLine];
  } catch {
    return [];
  }
}
