import { checkRelease } from "@plimsoll/release/node";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";
import { type ReleaseFlags, storeIn } from "./release-flags.ts";

export const addCheck: AddCommand = (release, exitWith) => {
  release
    .command("check")
    .description(
      "go through the whole release log and everything it names; every fault makes evolution Red until it is mended",
    )
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll release check")
    .action(({ data, json }: ReleaseFlags) => {
      const faults = checkRelease(storeIn(data));
      const ok = faults.length === 0;
      if (json === true) printJson({ type: "summary", ok, faults });
      else process.stdout.write(ok ? "whole\n" : faults.map((fault) => `${fault}\n`).join(""));
      exitWith(ok ? EXIT.done : EXIT.broken);
    });
};
