import { type BaselineReport, baselineReasons, FROZEN_SEEDS, type SeedRun } from "@plimsoll/sovereignty";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { textTable } from "../output/text-table.ts";
import { printJson } from "../output/print-json.ts";
import { checkTable } from "./check-text.ts";
import type { Experiment } from "./experiment.ts";
import { haltText } from "./halt-text.ts";
import { seedList } from "./seed-list.ts";
import { type ExperimentFlags, PROTOCOL_HELP, stageAction, withExperimentOptions } from "./stage-action.ts";

interface RunFlags extends ExperimentFlags {
  readonly seeds: readonly number[];
}

export const addSovereigntyRun: AddCommand = (sovereignty, exitWith) => {
  withExperimentOptions(sovereignty.command("run"))
    .description("stage 3: run the frozen candidate, and verify that it repairs its law twice and stays itself")
    .option("--seeds <list>", "seeds to tell of, with commas between them", seedList, FROZEN_SEEDS)
    .addHelpText(
      "after",
      `${PROTOCOL_HELP}
The stage is always verified on the five frozen seeds, ${FROZEN_SEEDS.join(", ")}; others are run beside them and told, not recorded.
Before all six stages are done, ACCEPT says that the baseline is verified; a stage that failed ends the protocol, REJECT.

Examples:
  plimsoll lab sovereignty run
  plimsoll lab sovereignty run --seeds 42 --json | tail -1
  plimsoll lab sovereignty run --seeds 42,7,8 --folder experiments/one`,
    )
    .action(async (flags: RunFlags) => {
      await stageAction(flags, exitWith, async (experiment) => {
        const told = await toldRun(experiment, flags.seeds);
        if (flags.json === true) tellLines(told);
        else process.stdout.write(runText(told));
        return told.verdict === "ACCEPT" ? EXIT.done : EXIT.refused;
      });
    });
};

interface ToldRun {
  readonly baseline: BaselineReport;
  readonly seeds: readonly SeedRun[];
  readonly verdict: "ACCEPT" | "REJECT";
  readonly reasons: readonly string[];
  readonly freezeDigest: string;
}

async function toldRun(experiment: Experiment, asked: readonly number[]): Promise<ToldRun> {
  const { report: baseline } = await experiment.perform("run");
  const further = asked.filter((seed) => !baseline.seeds.some((run) => run.seed === seed));
  const beside = further.length === 0 ? null : await experiment.beside("run", further);
  const runs = new Map([...baseline.seeds, ...(beside?.seeds ?? [])].map((run) => [run.seed, run]));
  return {
    baseline,
    seeds: asked.map((seed) => runs.get(seed)!),
    ...verdictOf(experiment, baseline, beside),
    freezeDigest: experiment.frozen.freezeDigest,
  };
}

/** Whoever fails on a seed that was asked for is not accepted here, whatever the frozen seeds say. */
function verdictOf(
  experiment: Experiment,
  baseline: BaselineReport,
  beside: BaselineReport | null,
): Pick<ToldRun, "verdict" | "reasons"> {
  const final = experiment.verdict();
  const further = (beside === null ? [] : baselineReasons(beside)).map((reason) => `further seeds: ${reason}`);
  if (further.length > 0)
    return { verdict: "REJECT", reasons: [...(final?.verdict === "REJECT" ? final.reasons : []), ...further] };
  if (final !== null) return final;
  const verified = `the baseline is verified on ${baseline.seeds.length} seeds`;
  return { verdict: "ACCEPT", reasons: [`${verified}; stages ablate, weaken and spof are still to come`] };
}

function tellLines({ baseline, seeds, verdict, reasons, freezeDigest }: ToldRun): void {
  for (const check of baseline.checks) printJson({ type: "check", ...check });
  for (const { seed, episodes } of seeds)
    for (const episode of episodes) printJson({ type: "episode", seed, ...episode });
  printJson({ type: "summary", seeds: seeds.map(seedSummary), verdict, reasons, freezeDigest });
}

const seedSummary = ({ seed, episodes, repairs, epochs, halt }: SeedRun) => ({
  seed,
  episodes: episodes.length,
  successes: successesIn(episodes),
  repairs: repairs.map(({ name, episode }) => ({ name, episode })),
  epochs,
  halt,
});

const successesIn = (episodes: SeedRun["episodes"]): number => episodes.filter(({ success }) => success).length;

const runText = ({ baseline, seeds, verdict, reasons }: ToldRun): string =>
  [
    textTable([["seed", "episodes", "successes", "repairs", "epochs", "ended"], ...seeds.map(seedRow)]),
    ...judgedLine(baseline, seeds),
    checkTable(baseline.checks),
    `${verdict}: ${reasons.join("; ")}\n`,
  ].join("\n");

/** Nothing where exactly those are told of that were judged. */
function judgedLine({ seeds: judged }: BaselineReport, told: readonly SeedRun[]): readonly string[] {
  const [all, some] = [judged, told].map((runs) => runs.map(({ seed }) => seed).join(", "));
  return all === some ? [] : [`Judged on the seeds of the protocol, ${all}, whichever are told of above:\n`];
}

const seedRow = ({ seed, episodes, repairs, epochs, halt }: SeedRun): readonly (string | number)[] => [
  seed,
  episodes.length,
  successesIn(episodes),
  repairs.map(({ name, episode }) => `${name} in episode ${episode}`).join(", ") || "none",
  epochs.map((epoch) => epoch.slice(0, 8)).join(" "),
  halt === null ? "after its last episode" : haltText(halt),
];
