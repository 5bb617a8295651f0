import { everyRun, killFromOutside, type KilledFromOutside } from "@plimsoll/governor";
import { PlimsollError } from "@plimsoll/foundation";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { LiveBlock } from "../output/live-block.ts";
import { printJson } from "../output/print-json.ts";
import { describeFault } from "../output/report-fault.ts";

interface KillOptions {
  readonly all?: boolean;
  readonly data: string;
  readonly json?: boolean;
}

export const addKill: AddCommand = (program, exitWith) => {
  program
    .command("kill")
    .description("kill a run with all its processes, and bring the proof of death")
    .argument("[run]", "name of the run, as `plimsoll run` told it")
    .option("--all", "every run that has a job here or is open in the ledger")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Works whether the run's controller is alive, stopped, hung or dead. The order is durable first, then the
processes are killed by journal and process table until two looks find nobody, then the run's end is put
into the ledger: by its controller if it lives, else by this command, at the latest by the next start.
A disk that is full keeps nobody alive: then the missing order is told, and to kill again settles it.
A folder that is no site's is SITE_NOT_FOUND, exit code 1: it says nothing of what runs elsewhere.

Examples:
  plimsoll kill acme-run-1
  plimsoll kill --all --data ./site --json`,
    )
    .action(async (run: string | undefined, options: KillOptions) => {
      // All at once: one run that is slow to die must not let another live on.
      const ends = await Promise.allSettled(runsMeant(run, options).map(async (name) => await killOne(name, options)));
      const broken = ends.find((end) => end.status === "rejected");
      // Only now: a run of which no death can be proven must not keep the others alive.
      if (broken !== undefined) throw broken.reason;
      exitWith(
        tellSummary(
          ends.flatMap((end) => (end.status === "fulfilled" ? [end.value] : [])),
          options,
        ),
      );
    });
};

function runsMeant(run: string | undefined, { all, data }: KillOptions): readonly string[] {
  if (all === true && run === undefined) return everyRun(data);
  if (all !== true && run !== undefined) return [run];
  throw new PlimsollError({
    code: "RUN_NOT_NAMED",
    expected: "the name of a run, or --all",
    received: run === undefined ? "neither" : "both",
    fix: "name one; plimsoll governor status lists them",
  });
}

async function killOne(run: string, { data, json }: KillOptions): Promise<KilledFromOutside> {
  const block = new LiveBlock(process.stderr);
  const killed = await killFromOutside(data, run, {
    onSurvivors: (name, processes) => {
      if (json !== true) block.draw([`plimsoll: killing ${name}, ${processes} ${processes === 1 ? "lives" : "live"}`]);
    },
  });
  block.draw([]);
  const { processes, deathConfirmedMs, settled } = killed;
  if (json === true) printJson({ type: "killed", run, processes, deathConfirmedMs, confirmed: true, settled });
  else
    process.stderr.write(
      `plimsoll: ${run} is dead, ${dead(processes)}, confirmed by the process table after ${deathConfirmedMs} ms${recordText(killed)}\n`,
    );
  return killed;
}

/** A warden that reads the order before us leaves nobody to kill. */
const dead = (processes: number): string => (processes === 0 ? "nobody was left to kill" : `${processes} killed`);

function recordText({ settled, fault }: KilledFromOutside): string {
  if (settled) return "";
  return fault === null
    ? "; its controller hangs, and the next start of the run puts its end into the ledger"
    : "; its end is not in the ledger: mend what is said below and kill it again";
}

/** Everybody is dead, whatever the summary says; what could not be written is told by its code. Answers with the exit code. */
function tellSummary(killed: readonly KilledFromOutside[], { data, json }: KillOptions): number {
  const fault = killed.find((each) => each.fault !== null)?.fault;
  const told = fault === undefined || fault === null ? null : describeFault(fault.cause);
  if (told !== null) process.stderr.write(`${told.code}: ${told.message}\n`);
  if (json === true) printJson({ ...summaryOf(killed), ...told });
  else if (killed.length === 0) process.stderr.write(`plimsoll: nothing is running in ${data}\n`);
  return told === null ? EXIT.done : EXIT.broken;
}

const summaryOf = (killed: readonly KilledFromOutside[]) => ({
  type: "summary",
  runs: killed.map(({ run }) => run),
  processes: killed.reduce((sum, { processes }) => sum + processes, 0),
  deathConfirmedMs: Math.max(0, ...killed.map(({ deathConfirmedMs }) => deathConfirmedMs)),
  confirmed: true,
  settled: killed.every(({ settled }) => settled),
});
