import { type Command, Option } from "commander";
import type { StoryRecord } from "@plimsoll/demo";
import { digestOfValue, PlimsollError } from "@plimsoll/foundation";
import { datasetsForRun, type RunObserver, type RunOutcome, type RunPlan, type Site } from "@plimsoll/governor";
import { EXIT } from "../exit-codes.ts";
import { decimalDigits, wholeNumber } from "../output/parse-options.ts";
import { printJson } from "../output/print-json.ts";
import { runLines } from "../output/run-lines.ts";
import { failureText, type JobFailure } from "./job-failure.ts";

/** What `run` and `adopt` are told of the work: who pays, what it is, who measures, how power is enforced. */
export interface GovernedWorkOptions {
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
  readonly dossier?: string;
  readonly json?: boolean;
}

export const withGovernedWork = (command: Command): Command =>
  command
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
    .option(
      "--dossier <dir>",
      "the release dossier that this work rests on: no compute without its Green decision about the weights it begins from",
    )
    .option("--json", "JSON lines on standard output");

export const MILLI = 1000;

export function tellBegin(run: string, resumed: boolean, asJson: boolean): void {
  if (asJson) printJson({ type: "begin", run, resumed });
  else process.stderr.write(`plimsoll: ${resumed ? "going on with" : "starting"} ${run}\n`);
}

/** What happens to a run, and besides, what its machine says of itself. */
export function workLines(record: StoryRecord, asJson: boolean): RunObserver {
  return {
    ...runLines(record, asJson),
    readiness: (proof) => {
      if (asJson) printJson({ type: "readiness", ...proof });
    },
    unpaidFault: (fault) => {
      const message = fault instanceof Error ? fault.message : String(fault);
      if (asJson) printJson({ type: "unpaid_fault", message });
      else process.stderr.write(`plimsoll: could not look for compute that nobody pays for: ${message}\n`);
    },
    unpaid: (trees) => {
      if (asJson) printJson({ type: "unpaid", trees });
      else
        for (const { root, corePpm } of trees)
          process.stderr.write(
            `plimsoll: nobody pays for the tree of process ${root.pid}, ${(corePpm / 10_000).toFixed(1)} % of a core; see plimsoll audit node\n`,
          );
    },
  };
}

/**
 * Tells how it came out; answers with the exit code.
 * @param failure of a job of our own that ended with another code than 0
 */
export function tellOutcome(
  outcome: RunOutcome,
  record: StoryRecord,
  options: GovernedWorkOptions,
  failure: JobFailure | null = null,
): number {
  const summary = { type: "summary", ...summaryOf(outcome, record, options.cores), ...failure };
  const next = nextStep(outcome) + (failure === null ? "" : failureText(failure));
  if (options.json === true) printJson(summary);
  else process.stderr.write(`plimsoll: ${summary.outcome}, band ${summary.band}, ${summary.reason}${next}\n`);
  return exitCodeOf(outcome);
}

function nextStep({ outcome, exit, trigger }: RunOutcome): string {
  if (trigger !== null) return "; its weights are locked, and only a release unlocks them: plimsoll freeze --thaw";
  if (outcome === "paused") return "; the job was ended, a person decides, and the same command goes on from here";
  if (outcome === "interrupted") return "; the same command goes on from here";
  return outcome === "failed" ? `, exit code ${exit?.code ?? "unknown"}` : "";
}

/** Without anybody who measures there is no compute (law L1). */
export function evidenceSource({ probe, evidence }: GovernedWorkOptions) {
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

export function planOf(site: Site, options: GovernedWorkOptions, run: string): RunPlan {
  const { lab, tier, domain, dataset, retests, seed, cores, flopRate, importedFlop } = options;
  return {
    run,
    lab,
    lineage: lineageOf(options),
    tier: Number(tier) as RunPlan["tier"],
    domain,
    flopPerSecondMax: (BigInt(flopRate) * BigInt(cores)).toString(),
    importedFlop: importedFlop ?? null,
    genesisSeed: seed,
    datasets: datasetsForRun(site, lab, dataset),
    retestsMax: retests,
  };
}

export const lineageOf = ({ lab, lineage = lab }: GovernedWorkOptions): string => lineage;

/** The lineage's open run, to be gone on with; null if there is none. */
export const openRun = (site: Site, lineage: string): string | null =>
  site.state.lineages.get(lineage)?.runs.find((run) => site.state.runs.get(run)?.ended === false) ?? null;

export const newRun = (site: Site, lineage: string): string =>
  `${lineage}-run-${(site.state.lineages.get(lineage)?.runs.length ?? 0) + 1}`;

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
  ended: "EXIT_UNKNOWN",
  killed: "KILLED",
  paused: "PAUSED",
  interrupted: "INTERRUPTED",
};

function exitCodeOf({ outcome }: RunOutcome): number {
  if (outcome === "finished" || outcome === "ended") return EXIT.done;
  return outcome === "killed" || outcome === "paused" ? EXIT.refused : EXIT.broken;
}
