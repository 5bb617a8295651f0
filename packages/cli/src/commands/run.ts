import { Option } from "commander";
import { StoryRecord } from "@plimsoll/demo";
import { digestOfValue, PlimsollError } from "@plimsoll/foundation";
import { governProcess, openSite, type RunOutcome, type RunPlan, type Site, snapshotDigest } from "@plimsoll/governor";
import type { AddCommand } from "../add-command.ts";
import { inheritedEnvironment } from "../environment.ts";
import { EXIT } from "../exit-codes.ts";
import { interruption } from "../interruption.ts";
import { decimalDigits, wholeNumber } from "../output/parse-options.ts";
import { printJson } from "../output/print-json.ts";
import { runLines } from "../output/run-lines.ts";
import { selfCommand } from "../self-command.ts";

interface RunOptions {
  readonly lab: string;
  readonly tier: "1" | "2" | "3";
  readonly lineage?: string;
  readonly checkpoints: string;
  readonly probe?: string;
  readonly evidence?: string;
  readonly dataset: readonly string[];
  readonly cores: number;
  readonly domain: string;
  readonly flopRate: string;
  readonly importedFlop?: string;
  readonly retests: number;
  readonly seed: string;
  readonly data: string;
  readonly actuator: "auto" | "cgroup" | "signals";
  readonly json?: boolean;
}

const MILLI = 1000;

export const addRun: AddCommand = (program, exitWith) => {
  program
    .command("run")
    .description("run a job under measured control: paid for, leased, throttled, stopped")
    .requiredOption("--lab <name>", "the accredited lab that pays")
    .addOption(
      new Option("--tier <n>", "class of the model reached or targeted, the higher")
        .choices(["1", "2", "3"])
        .makeOptionMandatory(),
    )
    .option("--lineage <name>", "family of weights the job trains on (default: the lab's name)")
    .option("--checkpoints <dir>", "folder the job puts its checkpoints in", "checkpoints")
    .option("--probe <command>", "shell command that probes a checkpoint: windows in, trials out, as JSON lines")
    .option("--evidence <dir>", "folder in which finished windows are answered by somebody else")
    .option(
      "--dataset <file>",
      "data the job trains on, known by its digest (repeatable)",
      (file: string, files: readonly string[]) => [...files, file],
      [],
    )
    .option("--cores <n>", "cores that 100 % power stands for", wholeNumber(1, 1000), 1)
    .option("--domain <name>", "row of the policy's coupling table", "general")
    .option(
      "--flop-rate <n>",
      "the most FLOP a second that one core's share of the job can compute, with its accelerators",
      decimalDigits,
      "1000000000000",
    )
    .option(
      "--imported-flop <n>",
      "FLOP of weights that are there already and do not say; unknown counts as the most",
      decimalDigits,
    )
    .option("--retests <n>", "further window sets before a paused run is left to a person", wholeNumber(1, 100), 3)
    .option("--seed <name>", "registered seed of a training from scratch", "unnamed")
    .option("--data <dir>", "data folder", ".plimsoll")
    .addOption(
      new Option("--actuator <kind>", "how power is enforced").choices(["auto", "cgroup", "signals"]).default("auto"),
    )
    .option("--json", "JSON lines on standard output")
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
    .action(async (command: string[], options: RunOptions) => {
      const evidence = evidenceSource(options);
      using site = openSite(options.data);
      const record = new StoryRecord();
      const plan = planOf(site, options);
      tellBegin(plan.run, site.state.runs.has(plan.run), options.json === true);
      const outcome = await governProcess({
        site,
        plan,
        dataDirectory: options.data,
        selfCommand,
        command,
        cwd: process.cwd(),
        environment: inheritedEnvironment(),
        checkpoints: options.checkpoints,
        evidence,
        allotmentMilliCores: options.cores * MILLI,
        actuator: options.actuator,
        observer: runLines(record, options.json === true),
        signal: interruption(),
      });
      const summary = { type: "summary", ...summaryOf(outcome, record, options.cores) };
      if (options.json === true) printJson(summary);
      else
        process.stderr.write(
          `plimsoll: ${summary.outcome}, band ${summary.band}, ${summary.reason}${nextStep(outcome)}\n`,
        );
      exitWith(exitCodeOf(outcome));
    });
};

function tellBegin(run: string, resumed: boolean, asJson: boolean): void {
  if (asJson) printJson({ type: "begin", run, resumed });
  else process.stderr.write(`plimsoll: ${resumed ? "going on with" : "starting"} ${run}\n`);
}

function nextStep({ outcome, exit }: RunOutcome): string {
  if (outcome === "paused") return "; the job was ended, a person decides, and the same command goes on from here";
  if (outcome === "interrupted") return "; the same command goes on from here";
  return outcome === "failed" ? `, exit code ${exit?.code ?? "unknown"}` : "";
}

/** Without anybody who measures there is no compute (law L1). */
function evidenceSource({ probe, evidence }: RunOptions) {
  if (probe !== undefined && evidence === undefined) {
    return { probe: ["/bin/sh", "-c", `${probe} "$@"`, "probe"], probeSet: digestOfValue({ probeCommand: probe }) };
  }
  if (evidence !== undefined && probe === undefined) return { folder: evidence };
  throw new PlimsollError({
    code: "NO_EVIDENCE_SOURCE",
    expected: "one source of evidence: --probe COMMAND or --evidence DIR",
    received: probe === undefined ? "none" : "both",
    fix: "name one; without measured control there is no compute",
  });
}

function planOf(site: Site, options: RunOptions): RunPlan {
  const { lab, tier, lineage = lab, domain, dataset, retests, seed, cores, flopRate, importedFlop } = options;
  return {
    run: runName(site, lineage),
    lab,
    lineage,
    tier: Number(tier) as RunPlan["tier"],
    domain,
    flopPerSecondMax: (BigInt(flopRate) * BigInt(cores)).toString(),
    importedFlop: importedFlop ?? null,
    genesisSeed: seed,
    datasets: dataset.map(datasetDigest),
    retestsMax: retests,
  };
}

/** The lineage's open run, to be gone on with; else a new name. */
function runName(site: Site, lineage: string): string {
  const runs = site.state.lineages.get(lineage)?.runs ?? [];
  return runs.find((run) => site.state.runs.get(run)?.ended === false) ?? `${lineage}-run-${runs.length + 1}`;
}

function datasetDigest(file: string) {
  try {
    return snapshotDigest(file);
  } catch (cause) {
    throw new PlimsollError({
      code: "DATASET_NOT_FOUND",
      expected: "a dataset that can be read",
      received: `"${file}"`,
      fix: "give the path of the file or folder",
      cause,
    });
  }
}

const summaryOf = ({ outcome, power, exit, trigger, death }: RunOutcome, record: StoryRecord, cores: number) => ({
  outcome,
  band: power.band,
  cpuShare: record.cpuShare(cores),
  exitCode: exit?.code ?? null,
  reason: trigger ?? (outcome === "paused" || exit?.code === 0 ? (power.reasons[0] ?? null) : REASONS[outcome]),
  deathConfirmed: death?.confirmed ?? exit !== null,
});

const REASONS: Readonly<Record<RunOutcome["outcome"], string>> = {
  finished: "FINISHED",
  failed: "JOB_FAILED",
  killed: "KILLED",
  paused: "PAUSED",
  interrupted: "INTERRUPTED",
};

function exitCodeOf({ outcome }: RunOutcome): number {
  if (outcome === "finished") return EXIT.done;
  return outcome === "killed" || outcome === "paused" ? EXIT.refused : EXIT.broken;
}
