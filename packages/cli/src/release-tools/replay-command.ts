import { replayEvaluation } from "@plimsoll/release/node";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";
import { type ReleaseFlags, storeIn } from "./release-flags.ts";

export const addReplay: AddCommand = (release, exitWith) => {
  release
    .command("replay")
    .argument("<evaluation>", "such as evaluation-1")
    .description("judge again from the record alone, and compare every byte")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll release replay evaluation-1")
    .action((evaluation: string, { data, json }: ReleaseFlags) => {
      const replay = replayEvaluation(storeIn(data), evaluation);
      const ok = replay.differ.length === 0;
      if (json === true) printJson({ type: "summary", ok, ...replay });
      else {
        const other = replay.isSameProgram ? "" : " Another version of the program judged it then.";
        const what = ok
          ? "the same, byte for byte"
          : `${replay.differ.length} differ: ${replay.differ.map(({ kind }) => kind).join(", ")}`;
        process.stdout.write(`${evaluation}: ${replay.records} records, ${what}.${other}\n`);
      }
      exitWith(ok ? EXIT.done : EXIT.broken);
    });
};
