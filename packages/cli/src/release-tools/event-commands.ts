import { systemClock } from "@plimsoll/foundation/node";
import { recordEvent } from "@plimsoll/release/node";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";
import { type ReleaseFlags, storeIn } from "./release-flags.ts";

interface ReasonFlags extends ReleaseFlags {
  readonly why: string;
}

interface EventFlags extends ReasonFlags {
  readonly by: string;
}

const told = ({ json }: ReleaseFlags, text: string): void => {
  if (json === true) printJson({ type: "summary", ok: true });
  else process.stdout.write(`${text}\n`);
};

export const addIncident: AddCommand = (release) => {
  release
    .command("incident")
    .argument("<subject>", "its id, as in the dossier")
    .argument("<id>", "a name for the incident")
    .description("record an incident: every decision on the subject is void from then on")
    .requiredOption("--why <text>", "what happened")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      '\nExample:\n  plimsoll release incident tidal-works/heron-2 i-7 --why "A plan was an hour off."',
    )
    .action(async (subject: string, id: string, flags: ReasonFlags) => {
      const atMs = systemClock.wallMs();
      const body = { id, text: flags.why, atMs };
      await recordEvent(storeIn(flags.data), { kind: "incident.reported", subject, evaluation: null, body }, atMs);
      told(flags, `recorded: decisions on ${subject} are void`);
    });
};

export const addWithdraw: AddCommand = (release) => {
  release
    .command("withdraw")
    .argument("<evaluation>", "such as evaluation-1")
    .description("withdraw an evaluation: it stays in the log and in every pack, and allows nothing more")
    .requiredOption("--why <text>", "why")
    .option("--by <name>", "who says so", "operator")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", '\nExample:\n  plimsoll release withdraw evaluation-1 --why "The grader was changed."')
    .action(async (evaluation: string, flags: EventFlags) => {
      const body = { evaluation, by: flags.by, why: flags.why };
      const draft = { kind: "evaluation.withdrawn", subject: null, evaluation, body } as const;
      await recordEvent(storeIn(flags.data), draft, systemClock.wallMs());
      told(flags, `${evaluation} is withdrawn`);
    });
};

export const addDeclare: AddCommand = (release) => {
  release
    .command("declare")
    .argument("<subject>", "its id, as in the dossier")
    .argument("<change>", "the key that the defect names, such as evaluations/<id>/grader/sha256:…")
    .description("declare that an evaluation was changed on purpose: public, in every pack, and no defect any more")
    .requiredOption("--why <text>", "why it was changed")
    .option("--by <name>", "who says so", "operator")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      '\nThe verification trail of a pack (void-audit) prints the key with the cure of each defect.\n\nExample:\n  plimsoll release declare tidal-works/heron-2 evaluations/stop-battery/version/sha256:… --why "Two tasks were broken."',
    )
    .action(async (subject: string, change: string, flags: EventFlags) => {
      const body = {
        change: "evaluation",
        direction: "looser",
        who: flags.by,
        why: flags.why,
        what: [change],
      } as const;
      const draft = { kind: "change.logged", subject, evaluation: null, body } as const;
      await recordEvent(storeIn(flags.data), draft, systemClock.wallMs());
      told(flags, "declared");
    });
};
