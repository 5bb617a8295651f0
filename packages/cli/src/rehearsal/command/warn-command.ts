import type { AddCommand } from "../../add-command.ts";
import { wholeNumber } from "../../output/parse-options.ts";
import { printJson } from "../../output/print-json.ts";
import { ProgressLine } from "../../output/progress-line.ts";
import { SCENARIOS } from "../scenario/scenarios.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { studyWarnings, type WarningWorth, warningWorths } from "../verdict/warning-study.ts";
import { type PlanFlags, planOf, withPlanOptions } from "./plan-options.ts";
import { rehearsalBar } from "./rehearsal-bar.ts";
import { rehearsedPolicy } from "./rehearsed-policies.ts";

interface WarnFlags extends PlanFlags {
  readonly policy: string;
  readonly seeds: number;
  readonly json?: boolean;
}

export const addRehearseWarn: AddCommand = (rehearse) => {
  withPlanOptions(rehearse.command("warn"))
    .description("measure how early warnings come before the first pause in a slow decay, and how often for nothing")
    .option("--policy <file>", "a policy file, shipped or starter", "starter")
    .option("--seeds <n>", "rehearsals of each kind", wholeNumber(1, 1_000), 20)
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll lab rehearse warn --seeds 20 --json")
    .action(async (flags: WarnFlags) => {
      const policy = await rehearsedPolicy(flags.policy);
      const { scenario: _, ...plan } = planOf(flags, policy, SCENARIOS[0] as Scenario);
      using progress = new ProgressLine();
      const study = studyWarnings(plan, flags.seeds, (share) => progress.show(rehearsalBar("warnings", share)));
      const worths = warningWorths(study);
      progress.clear();
      if (flags.json === true) {
        for (const worth of worths) printJson({ type: "warning", ...worth });
        printJson({ type: "summary", ok: true, seeds: flags.seeds, policy: policy.name, warnings: worths });
      } else process.stdout.write(worths.map(worthLine).join(""));
    });
};

function worthLine({
  monitor,
  metric,
  pauses,
  warnedBefore,
  leadHours,
  calm,
  falseAlarms,
  blind,
}: WarningWorth): string {
  const lead =
    leadHours === null ? "" : `, ${leadHours.least} to ${leadHours.most} h ahead, median ${leadHours.median}`;
  return `${monitor} on ${metric}: warned before ${warnedBefore} of ${pauses} pauses${lead}; cried wolf in ${falseAlarms} of ${calm} calm rehearsals${blind === 0 ? "" : `, could not judge ${blind}`}\n`;
}
