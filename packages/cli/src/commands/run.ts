import { StoryRecord } from "@plimsoll/demo";
import { chattrFlag, governProcess, jobOutputFile, openSite } from "@plimsoll/governor";
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
import { jobFailure } from "../node-tools/job-failure.ts";
import { weightsInFolder, weightsOfRun } from "../release-tools/job-weights.ts";
import { endPermit, releasePermit } from "../release-tools/release-permit.ts";
import { selfCommand } from "../self-command.ts";

export const addRun: AddCommand = (program, exitWith) => {
  withGovernedWork(program.command("run"))
    .description("run a job under measured control: paid for, leased, throttled, stopped")
    .argument("<command...>", "the job, after --")
    .passThroughOptions()
    .addHelpText(
      "after",
      `
The same command again goes on with a run that was interrupted or paused. What a job and a probe
command have to do is one page: docs/guides/govern-a-job.md.

Examples:
  plimsoll run --lab acme --tier 1 --probe "python probe.py" -- python train.py
  plimsoll run --lab acme --tier 2 --evidence ./evidence --dataset corpus.bin -- ./train.sh`,
    )
    .action(async (command: string[], options: GovernedWorkOptions) => {
      const evidence = evidenceSource(options);
      using site = openSite(options.data);
      const record = new StoryRecord();
      const lineage = lineageOf(options);
      const plan = planOf(site, options, openRun(site, lineage) ?? newRun(site, lineage));
      const action = site.state.runs.has(plan.run) ? "train_continue" : "train_start";
      const inFolder = () => weightsInFolder(options.checkpoints, chattrFlag, true);
      const weights = weightsOfRun(site, plan.run, inFolder);
      using permit = await releasePermit(site, options, { action, weights });
      const milliCores = options.cores * MILLI;
      tellBegin(plan.run, site.state.runs.has(plan.run), options.json === true);
      const outcome = await governProcess({
        site,
        plan,
        dataDirectory: options.data,
        selfCommand,
        immutable: chattrFlag,
        command,
        cwd: process.cwd(),
        environment: inheritedEnvironment(),
        checkpoints: options.checkpoints,
        evidence,
        allotmentMilliCores: permit?.scaled(milliCores) ?? milliCores,
        actuator: options.actuator,
        observer: workLines(record, options.json === true),
        signal: permit?.until(interruption()) ?? interruption(),
      });
      await endPermit(permit, record.cpuShare(options.cores));
      const failed = outcome.outcome === "failed";
      const failure = failed ? jobFailure(jobOutputFile(options.data, plan.run), site.state.runs.get(plan.run)) : null;
      exitWith(tellOutcome(outcome, record, options, failure));
    });
};
