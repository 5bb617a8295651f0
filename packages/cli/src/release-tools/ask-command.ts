import { readFileSync } from "node:fs";
import { systemClock } from "@plimsoll/foundation/node";
import { askText, type FirstLook } from "@plimsoll/release/node";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";
import { printText } from "../output/print-text.ts";
import { decisionSummary, decisionText } from "./decision-text.ts";

export const addAsk: AddCommand = (release, exitWith) => {
  release
    .command("ask")
    .argument("<file>", "a plan or a model card, as Markdown or plain text")
    .description("a first look at a text: what it claims, and what is missing; never Green, and not recorded")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll release ask plan.md")
    .action((file: string, { json }: { readonly json?: boolean }) => {
      const found = askText(readFileSync(file, "utf8"), systemClock.wallMs());
      const { decision, decisionDigest, worklist, notShown, claims, compute } = found;
      if (json === true)
        printJson({
          ...decisionSummary(decision, null, decisionDigest),
          worklist,
          notShown,
          claims,
          compute: inDigits(compute),
        });
      else {
        printText(decisionText(decision, null));
        printText(readText(found));
        printText(`\nWhat to supply, in this order:\n${worklist.map(supplyLine).join("")}`);
      }
      exitWith(EXIT.refused);
    });
};

const RECORDS_SHOWN = 4;

/** What was read in the text: its claims, so that c-1 says something, and its compute with the working. */
const readText = ({ claims, computeText }: FirstLook): string =>
  [
    "",
    claims.length === 0 ? "It claims nothing that could be checked." : "What it claims:",
    ...claims.map(({ id, kind, text }) => `  ${id}  ${kind.padEnd(10)}  ${shortened(text)}`),
    "",
    `Compute: ${computeText}`,
    "",
  ].join("\n");

const TEXT_SHOWN = 100;

/** A text from outside: nothing in it may steer the terminal. */
function shortened(text: string): string {
  const plain = text.replaceAll(/[\p{Cc}\p{Cf}]/gu, " ");
  return plain.length <= TEXT_SHOWN ? plain : `${plain.slice(0, TEXT_SHOWN - 1)}…`;
}

/** JSON has no whole numbers of that size. */
const inDigits = ({ flop, method, stated, estimated }: FirstLook["compute"]): object => ({
  flop: flop === null ? null : `${flop}`,
  method,
  stated: stated === null ? null : `${stated}`,
  estimated: estimated === null ? null : `${estimated}`,
});

const supplyLine = ({ supply, records }: FirstLook["worklist"][number], place: number): string => {
  const shown = records.slice(0, RECORDS_SHOWN).join(", ");
  return `  ${place + 1}. ${supply} (${shown}${records.length > RECORDS_SHOWN ? ", …" : ""})\n`;
};
