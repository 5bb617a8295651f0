import { readFileSync } from "node:fs";
import { systemClock } from "@plimsoll/foundation/node";
import { askText, type FirstLook } from "@plimsoll/release/node";
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
      if (json === true) printJson({ ...decisionSummary(decision, null, decisionDigest), worklist, notShown });
      else {
        process.stdout.write(decisionText(decision, null));
        process.stdout.write(`\nWhat to supply, in this order:\n${worklist.map(supplyLine).join("")}`);
      }
      exitWith(EXIT.refused);
    });
};

const RECORDS_SHOWN = 4;

const supplyLine = ({ supply, records }: FirstLook["worklist"][number], place: number): string => {
  const shown = records.slice(0, RECORDS_SHOWN).join(", ");
  return `  ${place + 1}. ${supply} (${shown}${records.length > RECORDS_SHOWN ? ", …" : ""})\n`;
};
