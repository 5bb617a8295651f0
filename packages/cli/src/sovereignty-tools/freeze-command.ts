import type { FreezeRecord } from "@plimsoll/sovereignty";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { textTable } from "../output/text-table.ts";
import { printJson } from "../output/print-json.ts";
import { type ExperimentFlags, stageAction, withExperimentOptions } from "./stage-action.ts";

export const addSovereigntyFreeze: AddCommand = (sovereignty, exitWith) => {
  withExperimentOptions(sovereignty.command("freeze"))
    .description("stage 1: record the digest of everything that is fixed before a first run")
    .addHelpText(
      "after",
      `
What is hashed are the modules that this program has loaded. From then on every stage compares them with the record, and any
change makes the run invalid: INVALID_RUN / COMPILER_INTERFACE_CHANGE and its like, with the artefact and the file.

Examples:
  plimsoll lab sovereignty freeze
  plimsoll lab sovereignty freeze --folder experiments/one --json`,
    )
    .action(async (flags: ExperimentFlags) => {
      await stageAction(flags, exitWith, (experiment) => {
        const { report, how } = experiment.freeze();
        if (flags.json === true) tellLines(report, how);
        else process.stdout.write(freezeText(report));
        return EXIT.done;
      });
    });
};

function tellLines({ artefacts, freezeDigest, form, profile }: FreezeRecord, how: string): void {
  for (const { name, digest, files } of artefacts)
    printJson({ type: "artefact", name, digest, files: files.map(({ file }) => file) });
  printJson({ type: "summary", ok: true, artefacts: artefacts.length, form, profile, how, freezeDigest });
}

const freezeText = ({ artefacts, freezeDigest, form }: FreezeRecord): string =>
  textTable([
    ["artefact", "files", "digest"],
    ...artefacts.map(({ name, files, digest }) => [name, files.length, digest]),
  ]) + `frozen (${form}): ${freezeDigest}\n`;
