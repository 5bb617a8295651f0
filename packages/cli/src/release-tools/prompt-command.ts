import { readFileSync } from "node:fs";
import { onePrompt } from "@plimsoll/release/node";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";

export const addPrompt: AddCommand = (release) => {
  release
    .command("prompt")
    .argument("[file]", "a plan or a model card; without it: the prompt to paste into")
    .description("the one-prompt test: a text to give to any model")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll release prompt plan.md > prompt.txt")
    .action((file: string | undefined, { json }: { readonly json?: boolean }) => {
      const prompt = onePrompt(file === undefined ? null : readFileSync(file, "utf8"));
      if (json === true) printJson({ type: "summary", ok: true, prompt });
      else process.stdout.write(prompt);
    });
};
