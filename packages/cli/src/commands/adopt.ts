import { StoryRecord } from "@plimsoll/demo";
import { PlimsollError } from "@plimsoll/foundation";
import { chattrFlag, governAdopted, openSite } from "@plimsoll/governor";
import type { AddCommand } from "../add-command.ts";
import { inheritedEnvironment } from "../environment.ts";
import { interruption } from "../interruption.ts";
import {
  evidenceSource,
  type GovernedWorkOptions,
  lineageOf,
  MILLI,
  newRun,
  openRun,
  planOf,
  tellBegin,
  tellOutcome,
  withGovernedWork,
  workLines,
} from "../node-tools/governed-work.ts";
import { wholeNumber } from "../output/parse-options.ts";
import { printJson } from "../output/print-json.ts";
import { weightsInFolder, weightsOfRun } from "../release-tools/job-weights.ts";
import { endPermit, releasePermit } from "../release-tools/release-permit.ts";
import { selfCommand } from "../self-command.ts";

interface AdoptOptions extends GovernedWorkOptions {
  readonly pid: number;
  readonly startTime?: number;
}

export const addAdopt: AddCommand = (program, exitWith) => {
  withGovernedWork(
    program.command("adopt").requiredOption("--pid <n>", "root of the process tree that runs already", wholeNumber(1)),
  )
    .description("take charge of work that runs already: stopped at once, then governed like a run")
    .option(
      "--start-time <ticks>",
      "refuse if the process has another start time (field 22 of /proc/PID/stat)",
      wholeNumber(0),
    )
    .addHelpText(
      "after",
      `
Datasets that are named are read first; then the tree is stopped, and runs nothing until its first lease. Where the start is
refused it stays stopped, and you decide. From its first moment under a warden it is a run like any
other: it ends with its lease, with a kill, and with this command. Its exit code stays unknown.

Examples:
  plimsoll adopt --pid 4711 --lab acme --tier 1 --checkpoints ckpt --probe "python probe.py"
  plimsoll adopt --pid 4711 --lab acme --tier 2 --evidence ./evidence --lineage found-work`,
    )
    .action(async (options: AdoptOptions) => {
      const evidence = evidenceSource(options);
      using site = openSite(options.data);
      const record = new StoryRecord();
      const lineage = lineageOf(options);
      assertNoOpenRun(openRun(site, lineage));
      const plan = planOf(site, options, newRun(site, lineage));
      const inFolder = () => weightsInFolder(options.checkpoints, chattrFlag, false);
      const weights = weightsOfRun(site, plan.run, inFolder);
      using permit = await releasePermit(site, options, { action: "train_continue", weights });
      const milliCores = options.cores * MILLI;
      tellBegin(plan.run, false, options.json === true);
      const held = { processes: 0, governed: false };
      const observer = workLines(record, options.json === true);
      try {
        const outcome = await governAdopted({
          site,
          plan,
          pid: options.pid,
          startTime: options.startTime ?? null,
          dataDirectory: options.data,
          selfCommand,
          immutable: chattrFlag,
          cwd: process.cwd(),
          environment: inheritedEnvironment(),
          checkpoints: options.checkpoints,
          evidence,
          allotmentMilliCores: permit?.scaled(milliCores) ?? milliCores,
          actuator: options.actuator,
          observer,
          signal: permit?.until(interruption()) ?? interruption(),
          onHeld: (processes) => {
            held.processes = processes;
            tellHeld(options, processes);
          },
          onTaken: () => (held.governed = true),
        });
        await endPermit(permit, record.cpuShare(options.cores));
        exitWith(tellOutcome(outcome, record, options));
      } finally {
        if (held.processes > 0 && !held.governed) tellLeftStopped(options);
      }
    });
};

function tellHeld({ pid, json }: AdoptOptions, processes: number): void {
  if (json === true) printJson({ type: "held", pid, processes });
  else process.stderr.write(`plimsoll: stopped process ${pid} and its tree, ${processes} in all\n`);
}

function tellLeftStopped({ pid, json }: AdoptOptions): void {
  if (json === true) printJson({ type: "left-stopped", pid });
  else process.stderr.write(`plimsoll: process ${pid} and its tree stay stopped, under nobody's control\n`);
}

/** An open run's job is another one: two jobs in one run would be twice the compute for one price. */
function assertNoOpenRun(run: string | null): void {
  if (run === null) return;
  throw new PlimsollError({
    code: "RUN_DIFFERS",
    expected: "a lineage without an open run, for work that runs already",
    received: `"${run}", open`,
    fix: `end it first (plimsoll kill ${run}), or name another --lineage`,
  });
}
