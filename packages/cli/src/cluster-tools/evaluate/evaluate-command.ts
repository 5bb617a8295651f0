import { type Command, InvalidArgumentError } from "commander";
import type { AddCommand } from "../../add-command.ts";
import { wholeNumber } from "../../output/parse-options.ts";
import { printJson } from "../../output/print-json.ts";
import { EPISODES_MAX, SEED_MAX, UNSEEN_SEED } from "../limits.ts";
import { type PolicyArgument, policyArgument, policyArguments } from "../policy/policy-options.ts";
import { PROFILE_NAMES } from "../profile-names.ts";

interface EvaluateFlags {
  readonly policy?: readonly PolicyArgument[];
  readonly profiles: readonly string[];
  readonly episodes: number;
  readonly seed: number;
  readonly reference?: string;
  readonly resamples: number;
  readonly markdown?: boolean;
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** What is compared where nobody says: the reference heuristic, its rival that can be tuned, and what sight is worth. */
const USUAL = ["h1", "calibrated", "full-sight-greedy"].map(policyArgument);

export const addClusterEvaluate: AddCommand = (cluster) => {
  cluster
    .command("evaluate")
    .description(
      "compare policies as rliable does, on several worlds: interquartile means with intervals, and paired differences",
    )
    .option("--policy <name|file>", "a policy: a name, a file, or name=files (repeatable)", policyArguments)
    .option("--profiles <list>", "worlds, with commas between them", profileList, ["hard", "bursty", "adversarial"])
    .option("--episodes <n>", "episodes of each run on each profile", wholeNumber(2, EPISODES_MAX), 1_000)
    .option("--seed <n>", "first seed; the others follow it", wholeNumber(0, SEED_MAX), UNSEEN_SEED)
    .option("--reference <name>", "what the others are compared with; default: the first policy")
    .option("--resamples <n>", "bootstrap resamples", wholeNumber(100, 1_000_000), 2_000)
    .option("--markdown", "Markdown instead of a table of fixed width")
    .option("--out <dir>", "folder for report.md, report.json and plots")
    .option("--force", "replace other files of those names in the folder")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
With one file for each policy a run is an episode. Several files of one name are the training seeds of one policy: then they are the
runs, each is scored by its mean over episodes of its own, and every other policy plays the same episodes. Policies see the same seeds.

Examples:
  plimsoll lab cluster evaluate --episodes 200
  plimsoll lab cluster evaluate --policy tuned=heuristic.json --policy policy.json --out report
  plimsoll lab cluster evaluate --policy tuned=heuristic.json --policy 'learned=runs/*.json' --profiles hard,bursty --json`,
    )
    .action(evaluate);
};

async function evaluate(
  { policy = USUAL, reference, markdown, out, force, json, ...plan }: EvaluateFlags,
  command: Command,
): Promise<void> {
  const compared = reference ?? policy[0]!.label;
  refuseUnknownReference(
    compared,
    policy.map(({ label }) => label),
    command,
  );
  const [
    { runEvaluation },
    { evaluationFiles, evaluationLines, evaluationText },
    { refuseOlderReport },
    { writeOutputs },
  ] = await Promise.all([
    import("./run-evaluation.ts"),
    import("./evaluation-output.ts"),
    import("../report-identity.ts"),
    import("../output/output-files.ts"),
  ]);
  const outcome = await runEvaluation({ ...plan, policies: policy, reference: compared }, (identity) => {
    if (out !== undefined) refuseOlderReport(out, identity, force === true);
  });
  if (out !== undefined) writeOutputs(evaluationFiles(out, outcome), force === true);
  if (json === true) for (const line of evaluationLines(outcome)) printJson(line);
  else process.stdout.write(evaluationText(outcome, markdown === true));
}

function refuseUnknownReference(reference: string, labels: readonly string[], command: Command): void {
  if (labels.includes(reference)) return;
  command.error(`error: --reference expects one of ${labels.join(", ")}; add --policy ${reference}`, { exitCode: 2 });
}

function profileList(text: string): readonly string[] {
  const names = [...new Set(text.split(",").map((name) => name.trim()))];
  if (names.every((name) => (PROFILE_NAMES as readonly string[]).includes(name))) return names;
  throw new InvalidArgumentError(`expected some of ${PROFILE_NAMES.join(", ")}, with commas between them.`);
}
