import { spawn } from "node:child_process";
import { boolean, identifier, integer, object, PlimsollError } from "@plimsoll/foundation";
import type { KillReport } from "@plimsoll/server";
import { selfCommand } from "../self-command.ts";
import { keepKillOrder } from "./keep-kill-order.ts";

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

export interface OrderedKill {
  readonly run: string;
  /** The signed order. */
  readonly envelope: object;
  readonly data: string;
}

/**
 * Keeps the order, then kills the run by `plimsoll kill` in a process of its own, so that a busy daemon holds up no kill and a
 * killed daemon leaves it going on. Throws `RUN_UNKNOWN`; `KILL_UNCONFIRMED` where that process does not bring the proof; and,
 * with everybody dead, `KILL_ORDER_NOT_KEPT`.
 */
export async function killByOrder({ run, envelope, data }: OrderedKill): Promise<KillReport> {
  const notKept = keepKillOrder(data, run, envelope);
  const report = reportIn(await outputOfKill(run, data), run);
  if (notKept === null) return report;
  throw new PlimsollError({
    code: "KILL_ORDER_NOT_KEPT",
    expected: `to keep the order beside the kill of "${run}"`,
    received: notKept.message,
    fix: "the run is dead; keep the order yourself, and make room or rights in the data folder",
    cause: notKept,
  });
}

async function outputOfKill(run: string, data: string): Promise<string> {
  const [program = "", ...words] = selfCommand;
  const child = spawn(program, [...words, "kill", run, "--data", data, "--json"], {
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  await new Promise<void>((resolve, reject) => child.once("error", reject).once("close", () => resolve()));
  return output;
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
