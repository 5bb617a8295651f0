import { systemClock } from "@plimsoll/foundation/node";
import { buildEvaluationPack } from "@plimsoll/release/node";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";
import { type ReleaseFlags, storeIn } from "./release-flags.ts";

interface PackFlags extends ReleaseFlags {
  readonly out: string;
}

export const addPack: AddCommand = (release) => {
  release
    .command("pack")
    .argument("<evaluation>", "such as evaluation-1 (plimsoll release status)")
    .description("build the transparency pack of an evaluation: five documents and all that they rest on")
    .requiredOption("--out <dir>", "folder to make")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll release pack evaluation-1 --out pack")
    .action(async (evaluation: string, { out, data, json }: PackFlags) => {
      const built = await buildEvaluationPack(
        storeIn(data),
        { evaluation, directory: out, redactions: [] },
        systemClock,
      );
      if (json === true) printJson({ type: "summary", ok: true, ...built });
      else process.stdout.write(`${built.files} files in ${out}. Check it: plimsoll release verify-pack ${out}\n`);
    });
};
