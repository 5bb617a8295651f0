import { InvalidArgumentError } from "commander";
import type { AddCommand } from "../../add-command.ts";
import { EXIT } from "../../exit-codes.ts";
import { wholeNumber } from "../../output/parse-options.ts";
import { printJson } from "../../output/print-json.ts";
import { ProgressLine } from "../../output/progress-line.ts";
import { verdictText } from "../report/verdict-table.ts";
import { refuseFilesInTheWay } from "../report/write-files.ts";
import { reportNames, writeReport } from "../report/write-report.ts";
import type { RehearsalOutcome } from "../rehearse.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { ALL_SCENARIOS, SCENARIOS, scenarioNamed } from "../scenario/scenarios.ts";
import { brokenIn, type LabelledPolicy, rehearseScenario, type ScenarioVerdict } from "../verdict/scenario-verdict.ts";
import { type PlanFlags, planOf, withPlanOptions } from "./plan-options.ts";
import { rehearsalBar } from "./rehearsal-bar.ts";
import { rehearsedPolicies } from "./rehearsed-policies.ts";

interface RunFlags extends PlanFlags {
  readonly policy: string;
  readonly against?: string;
  readonly scenario: readonly Scenario[];
  readonly flapsMax: number;
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

export const addRehearseRun: AddCommand = (rehearse, exitWith) => {
  withPlanOptions(rehearse.command("run", { isDefault: true }))
    .description("rehearse a policy on a simulated fleet before it is put in force, scenario by scenario")
    .option("--policy <file>", "the policy that is rehearsed: a file, shipped or starter", "starter")
    .option("--against <file>", "another policy beside it, in the same scenarios")
    .option("--scenario <name>", "one scenario (repeatable); without it all but the canary", scenarios, [])
    .option("--flaps-max <n>", "turns of one job's level in a day that are let pass", wholeNumber(0, 1_000), 8)
    .option("--out <dir>", "write timelines (SVG), samples and a page (HTML) into this folder")
    .option("--force", "replace an older report in that folder")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
No process, no disk, no clock: the real kernel decides, in virtual time, and the jobs that it releases maintain simulated
clusters. The exit code is 3 where the rehearsed policy breaks a promise: compute without a lease, a level above what the
kernel says for longer than a lease, CU that do not add up, or a level that turns more often than --flaps-max a day.

Examples:
  plimsoll lab rehearse --policy starter --against shipped --out ./rehearsal
  plimsoll lab rehearse --scenario slow-decay --hours 48 --clusters 3 --json | tail -1`,
    )
    .action(async (flags: RunFlags) => {
      const { own, against } = await rehearsedPolicies(flags.policy, flags.against);
      const names = reportNames(chosenBy(flags), against !== null);
      if (flags.out !== undefined) refuseFilesInTheWay(flags.out, names, flags.force === true);
      const verdicts = rehearsed(flags, own, against);
      const files = flags.out === undefined ? [] : writeReport(flags.out, verdicts);
      const ok = verdicts.every((verdict) => brokenIn(verdict).length === 0);
      if (flags.json === true) printJson(summaryOf(verdicts, own, against, ok, files));
      else process.stdout.write(closing(ok, flags.out));
      exitWith(ok ? EXIT.done : EXIT.refused);
    });
};

function scenarios(name: string, before: readonly Scenario[]): readonly Scenario[] {
  const scenario = scenarioNamed(name);
  if (scenario !== undefined) return [...before, scenario];
  throw new InvalidArgumentError(`expected one of ${ALL_SCENARIOS.map((known) => known.name).join(", ")}.`);
}

const chosenBy = ({ scenario }: RunFlags): readonly Scenario[] => (scenario.length > 0 ? scenario : SCENARIOS);

function rehearsed(
  flags: RunFlags,
  { label, policy }: LabelledPolicy,
  against: LabelledPolicy | null,
): readonly ScenarioVerdict[] {
  using progress = new ProgressLine();
  const chosen = chosenBy(flags);
  return chosen.map((scenario, place) => {
    const verdict = rehearseScenario({
      plan: planOf(flags, policy, scenario),
      label,
      against,
      flapsMax: flags.flapsMax,
      onProgress: (name, share) =>
        progress.show(rehearsalBar(`${place + 1}/${chosen.length} ${scenario.name} under ${name}`, share)),
    });
    progress.clear();
    if (flags.json === true) verdictJson(verdict).forEach(printJson);
    else process.stdout.write(verdictText(verdict));
    return verdict;
  });
}

/** Samples are for files. JSON leaves out what is undefined. */
const withoutSamples = (outcome: RehearsalOutcome): object => ({ ...outcome, samples: undefined });

function verdictJson({ outcome, against, ungoverned, invariants, scenario }: ScenarioVerdict): readonly object[] {
  return [
    { type: "rehearsal", role: "policy", ...withoutSamples(outcome), invariants },
    ...(against === null ? [] : [{ type: "rehearsal", role: "against", ...withoutSamples(against) }]),
    { type: "ungoverned", scenario: scenario.name, losses: ungoverned },
  ];
}

const summaryOf = (
  verdicts: readonly ScenarioVerdict[],
  own: LabelledPolicy,
  against: LabelledPolicy | null,
  ok: boolean,
  files: readonly string[],
): object => ({
  type: "summary",
  ok,
  policy: own.label,
  against: against?.label ?? null,
  scenarios: Object.fromEntries(
    verdicts.map((verdict) => [
      verdict.scenario.name,
      {
        ok: brokenIn(verdict).length === 0,
        broken: brokenIn(verdict).map(({ name }) => name),
        policy: figuresOf(verdict.outcome),
        against: verdict.against === null ? null : figuresOf(verdict.against),
        ungoverned: verdict.ungoverned,
      },
    ]),
  ),
  files,
});

const figuresOf = (outcome: RehearsalOutcome): object => ({
  ...outcome.losses,
  levelHours: outcome.levelHours,
  recoveryHours: outcome.recoveryHours,
  leasesGranted: outcome.leasesGranted,
  flapsInADayMost: outcome.flapsInADayMost,
  kills: outcome.kills,
  rollbacks: outcome.rollbacks,
  unpaidSeconds: outcome.unpaidSeconds,
});

const closing = (ok: boolean, out: string | undefined): string =>
  `${ok ? "every promise was kept" : "a promise was broken"}${out === undefined ? "" : `; report in ${out}`}\n`;
