import { spawn } from "node:child_process";
import { boolean, identifier, integer, object, PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
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
    received: (notKept as NodeJS.ErrnoException).code ?? "a fault of the disk",
    fix: "the run is dead; keep the order yourself, and make room or rights in the data folder",
    cause: notKept,
  });
}

interface UnderWay {
  readonly output: Promise<string>;
  readonly startedMs: number;
}

/** A kill that takes longer may hang: the next order does not wait for it. */
const SHARED_MS_MAX = 10_000;

/** One process kills a run, however many orders come meanwhile: whoever may order could else fill the machine with them (SVR-156). */
const underWay = new Map<string, UnderWay>();

function outputOfKill(run: string, data: string): Promise<string> {
  const name = JSON.stringify([data, run]);
  const [known, nowMs] = [underWay.get(name), systemClock.monotonicMs()];
  if (known !== undefined && nowMs - known.startedMs < SHARED_MS_MAX) return known.output;
  const begun: UnderWay = { output: spawnedKill(run, data).finally(() => forget(name, begun)), startedMs: nowMs };
  underWay.set(name, begun);
  return begun.output;
}

function forget(name: string, ended: UnderWay): void {
  if (underWay.get(name) === ended) underWay.delete(name);
}

async function spawnedKill(run: string, data: string): Promise<string> {
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
