import { readFileSync } from "node:fs";
import { systemClock } from "@plimsoll/foundation/node";
import { takeAnswer } from "@plimsoll/release/node";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";
import { printText } from "../output/print-text.ts";
import { decisionSummary } from "./decision-text.ts";
import { type ReleaseFlags, storeIn } from "./release-flags.ts";

interface ImportFlags extends ReleaseFlags {
  readonly text: string;
  readonly model: string;
}

export const addImportAnswer: AddCommand = (release, exitWith) => {
  release
    .command("import-answer")
    .argument("<answer>", "the model's answer, as JSON")
    .description("take a model's answer as an opinion: it supports nothing, and its quotations are looked for")
    .requiredOption("--text <file>", "the text that the prompt was about")
    .option("--model <name>", "which model said it", "unnamed")
    .option("--data <dir>", "data folder: the opinion is recorded in its release store", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
The answer and its prompt are kept in the release store of --data. The look that it gives is not recorded, and
\`plimsoll release ask\` shows its reasons. Exit code 3: it is never Green.

Example:
  plimsoll release import-answer answer.json --text plan.md --model example-1`,
    )
    .action(async (answer: string, { text, model, data, json }: ImportFlags) => {
      const texts = { text: readFileSync(text, "utf8"), answer: readFileSync(answer, "utf8"), model };
      const taken = await takeAnswer(storeIn(data), texts, systemClock.wallMs());
      const { decision, decisionDigest, kept, dropped } = taken;
      if (json === true) printJson({ ...decisionSummary(decision, null, decisionDigest), kept, dropped });
      else {
        process.stdout.write(`kept: ${kept} as opinions, recorded in ${data}\n`);
        process.stdout.write(`dropped: ${dropped.length}\n`);
        for (const { place, why } of dropped) printText(`  ${place}: ${why}\n`);
        process.stdout.write(
          `${decision.colour}  ${decision.action} of ${decision.subject}, level ${decision.level}\n`,
        );
      }
      exitWith(EXIT.refused);
    });
};
