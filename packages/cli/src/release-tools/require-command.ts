import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";
import type { ReleaseFlags } from "./release-flags.ts";
import { requirementIn } from "./requirement.ts";

export const addRequire: AddCommand = (release) => {
  release
    .command("require")
    .description(
      "from now on nothing runs and nothing is served on this site without a Green decision: run, adopt, token issue and gate proxy need --dossier",
    )
    .option("--data <dir>", "data folder of the site", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      "\nExample:\n  plimsoll release require && plimsoll run --dossier heron --lab acme --tier 1 -- ./train.sh",
    )
    .action(({ data, json }: ReleaseFlags) => {
      const file = requirementIn(data);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${JSON.stringify({ format: "plimsoll release requirement 1" })}\n`);
      if (json === true) printJson({ type: "summary", ok: true, file });
      else
        process.stdout.write(
          `in force now: run, adopt, token issue and gate proxy need --dossier here\n${file}: to take it back, a person deletes it\n`,
        );
    });
};
