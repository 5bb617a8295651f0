import { systemClock } from "@plimsoll/foundation/node";
import { adoptSafeguardsAt, confirmSafeguardAt, safeguardsAt } from "@plimsoll/release/node";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";
import { answerChange } from "./answer-change.ts";
import { collected, jsonFile } from "./operator-answer.ts";
import { type ReleaseFlags, storeIn } from "./release-flags.ts";

/** Rules that say what is asked for against a risk. */
export const addSafeguards: AddCommand = (release, exitWith) => {
  const safeguards = release.command("safeguards").description("the safeguards in force, and how they are changed");
  for (const add of [addShow, addConfirm, addAdopt]) add(safeguards, exitWith);
};

const addShow: AddCommand = (safeguards) => {
  safeguards
    .command("show")
    .description("every safeguard: active, provisional until a person confirms it, or only proposed")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll release safeguards show")
    .action(({ data, json }: ReleaseFlags) => {
      const rules = safeguardsAt(storeIn(data));
      if (json === true) printJson({ type: "summary", ok: true, safeguards: rules });
      else
        process.stdout.write(
          rules.map(({ id, status, from, hazard }) => `${id}  ${status}  from ${from}  ${hazard}\n`).join(""),
        );
    });
};

interface ChangeFlags extends ReleaseFlags {
  readonly why: string;
  readonly key?: readonly string[];
}

const addConfirm: AddCommand = (safeguards, exitWith) => {
  safeguards
    .command("confirm")
    .argument("<id>", "a safeguard that is provisional or proposed")
    .description("make a safeguard active for good; it takes one key, beyond ASL-5 the three votes as well")
    .option("--why <text>", "why", "confirmed by a person")
    .option("--key <file>", "a private key that signs for it (repeatable)", collected)
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll release safeguards confirm risk-of-tides-1 --key ada.pem")
    .action(async (id: string, { data, ...flags }: ChangeFlags) => {
      const asked = { id, why: flags.why, keys: flags.key ?? [] };
      const confirmed = await confirmSafeguardAt(storeIn(data), asked, systemClock);
      answerChange(confirmed, { data, ...flags }, exitWith, (summary) => ({ summary, text: `${id} is active` }));
    });
};

const addAdopt: AddCommand = (safeguards, exitWith) => {
  safeguards
    .command("adopt")
    .argument("<file>", "safeguards, JSON: what is not among them is gone")
    .description("put a file of safeguards in force: one key to tighten, keys of two people to loosen")
    .requiredOption("--why <text>", "why")
    .option("--key <file>", "a private key that signs for it (repeatable)", collected)
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      '\nExit codes: 0 adopted, 3 refused.\n\nExample:\n  plimsoll release safeguards adopt rules.json --why "A red team." --key ada.pem',
    )
    .action(async (file: string, { data, ...flags }: ChangeFlags) => {
      const asked = { candidate: jsonFile(file), why: flags.why, keys: flags.key ?? [] };
      const adopted = await adoptSafeguardsAt(storeIn(data), asked, systemClock);
      answerChange(adopted, { data, ...flags }, exitWith, (summary) => ({
        summary,
        text: `in force: ${summary.safeguards}, ${summary.direction}; changed: ${summary.changed.join(", ")}`,
      }));
    });
};
