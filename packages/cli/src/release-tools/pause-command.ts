import { systemClock } from "@plimsoll/foundation/node";
import { changePause, type PauseWord } from "@plimsoll/release/node";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";
import { type ReleaseFlags, storeIn } from "./release-flags.ts";

interface PauseFlags extends ReleaseFlags {
  readonly why: string;
  readonly acknowledge?: boolean;
  readonly recover?: boolean;
}

export const addPause: AddCommand = (release, exitWith) => {
  release
    .command("pause")
    .argument("<subject>", "its id, as in the dossier")
    .description("order a pause of a subject, say that it was carried out, or let a failed one recover")
    .requiredOption("--why <text>", "why, or how it was carried out")
    .option("--acknowledge", "the order was carried out; in time, or it has failed")
    .option("--recover", "a person has looked at a pause that failed; it begins anew, as a pause")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
A pause ends by readings alone: three evaluations, an hour apart or more, at an index of 0.55 or better. plimsoll run --dossier
carries out a pause by itself, and acknowledges it.

Exit codes: 0 recorded, 3 nothing to change (a late acknowledgement, no failed pause).

Examples:
  plimsoll release pause tidal-works/heron-2 --why "The loss jumps."
  plimsoll release pause tidal-works/heron-2 --acknowledge --why "All jobs are stopped."`,
    )
    .action(async (subject: string, { why, acknowledge, recover, data, json }: PauseFlags) => {
      const word: PauseWord = acknowledge === true ? "acknowledge" : recover === true ? "recover" : "order";
      const records = await changePause(storeIn(data), subject, word, why, systemClock.wallMs());
      const ok = records.length > 0;
      if (json === true) printJson({ type: "summary", ok, word });
      else process.stdout.write(ok ? `recorded: ${word}\n` : `nothing to change: ${word}\n`);
      exitWith(ok ? EXIT.done : EXIT.refused);
    });
};
