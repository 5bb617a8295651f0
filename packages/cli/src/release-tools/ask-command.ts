import { readFileSync } from "node:fs";
import { systemClock } from "@plimsoll/foundation/node";
import { askText } from "@plimsoll/release/node";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";
import { decisionSummary, decisionText } from "./decision-text.ts";

export const addAsk: AddCommand = (release, exitWith) => {
  release
    .command("ask")
    .argument("<file>", "a plan or a model card, as Markdown or plain text")
    .description("a first look at a text: what it claims, and what is missing; never Green, and not recorded")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll release ask plan.md")
    .action((file: string, { json }: { readonly json?: boolean }) => {
      const { decision, decisionDigest, worklist, notShown } = askText(
        readFileSync(file, "utf8"),
        systemClock.wallMs(),
      );
      if (json === true)
        printJson({ ...decisionSummary(decision, "not recorded", decisionDigest), worklist, notShown });
      else {
        process.stdout.write(decisionText(decision, "not recorded"));
        process.stdout.write(
          `\nWhat to supply, in this order:\n${worklist.map(({ supply }, place) => `  ${place + 1}. ${supply}\n`).join("")}`,
        );
      }
      exitWith(EXIT.refused);
    });
};
