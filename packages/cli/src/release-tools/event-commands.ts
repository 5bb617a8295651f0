import { systemClock } from "@plimsoll/foundation/node";
import type { Draft } from "@plimsoll/release";
import { recordEvent } from "@plimsoll/release/node";
import type { Command } from "commander";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";
import { personName } from "./person-name.ts";
import { type ReleaseFlags, storeIn } from "./release-flags.ts";
import { kernelExit, kernelSummary, kernelText, tellKernelRed } from "./tell-kernel.ts";
import { whileWaiting } from "./while-waiting.ts";

interface EventFlags extends ReleaseFlags {
  readonly why: string;
  readonly by: string;
}

/** What every event is recorded with: why, who says so, and where. */
const withEventOptions = (command: Command, why: string, by: string): Command =>
  command
    .requiredOption("--why <text>", why)
    .option("--by <name>", by, personName, "operator")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output");

/** What is to be recorded, and what is said when it is. */
interface Recorded {
  readonly draft: Draft;
  readonly text: string;
  /** Whether it takes leave away: then a kernel hears of it. */
  readonly isRevoking: boolean;
}

async function record(
  { draft, text, isRevoking }: Recorded,
  { data, json }: EventFlags,
  exitWith: (code: number) => void,
): Promise<void> {
  await whileWaiting(recordEvent(storeIn(data), draft, systemClock.wallMs()));
  const told = isRevoking ? tellKernelRed(data, draft.subject ?? draft.evaluation) : null;
  const code = kernelExit(told, EXIT.done);
  if (json === true) printJson({ type: "summary", ok: code === EXIT.done, recorded: true, ...kernelSummary(told) });
  else process.stdout.write(`${text}\n${kernelText(told)}`);
  exitWith(code);
}

export const addIncident: AddCommand = (release, exitWith) => {
  withEventOptions(release.command("incident"), "what happened", "who reports it")
    .argument("<subject>", "its id, as in the dossier")
    .argument("<id>", "a name for the incident")
    .description("record an incident: every decision on the subject is void from then on")
    .addHelpText(
      "after",
      '\nExample:\n  plimsoll release incident tidal-works/heron-2 i-7 --why "A plan was an hour off." --by "Ada Lin"',
    )
    .action(async (subject: string, id: string, flags: EventFlags) => {
      const atMs = systemClock.wallMs();
      const body = { id, by: flags.by, text: flags.why, atMs };
      const draft = { kind: "incident.reported", subject, evaluation: null, body } as const;
      await record({ draft, text: `recorded: decisions on ${subject} are void`, isRevoking: true }, flags, exitWith);
    });
};

export const addWithdraw: AddCommand = (release, exitWith) => {
  withEventOptions(release.command("withdraw"), "why", "who says so")
    .argument("<evaluation>", "such as evaluation-1")
    .description("withdraw an evaluation: it stays in the log and in every pack, and allows nothing more")
    .addHelpText("after", '\nExample:\n  plimsoll release withdraw evaluation-1 --why "The grader was changed."')
    .action(async (evaluation: string, flags: EventFlags) => {
      const body = { evaluation, by: flags.by, why: flags.why };
      const draft = { kind: "evaluation.withdrawn", subject: null, evaluation, body } as const;
      await record({ draft, text: `${evaluation} is withdrawn`, isRevoking: true }, flags, exitWith);
    });
};

export const addDeclare: AddCommand = (release, exitWith) => {
  withEventOptions(release.command("declare"), "why it was changed", "who says so")
    .argument("<subject>", "its id, as in the dossier")
    .argument("<change>", "the key that the defect names, such as evaluations/<id>/grader/sha256:…")
    .description("declare that an evaluation was changed on purpose: public, in every pack, and no defect any more")
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
      await record({ draft, text: "declared", isRevoking: false }, flags, exitWith);
    });
};
