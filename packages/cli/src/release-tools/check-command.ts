import { checkRelease, unnamedBytes } from "@plimsoll/release/node";
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
      const unnamed = unnamedBytes(storeIn(data));
      if (json === true) printJson({ type: "summary", ok, faults, unnamed });
      else process.stdout.write((ok ? "whole\n" : faults.map((fault) => `${fault}\n`).join("")) + unnamedText(unnamed));
      exitWith(ok ? EXIT.done : EXIT.broken);
    });
};

/** A log that was cut back leaves what it named behind, and so does a write that broke off. */
const unnamedText = (unnamed: readonly string[]): string =>
  unnamed.length === 0
    ? ""
    : `warning: ${unnamed.length} kept bytes that no record names: a write broke off, or the log was cut back (hold it against a checkpoint kept elsewhere: plimsoll release gate DIR --checkpoint FILE)\n`;
