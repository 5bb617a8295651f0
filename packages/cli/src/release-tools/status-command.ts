import { releaseStatus } from "@plimsoll/release/node";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";
import { type ReleaseFlags, storeIn } from "./release-flags.ts";

export const addStatus: AddCommand = (release) => {
  release
    .command("status")
    .description("what the release log tells: policy, budget, and every evaluation with its answer")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll release status")
    .action(({ data, json }: ReleaseFlags) => {
      const status = releaseStatus(storeIn(data));
      if (json === true) {
        for (const row of status.evaluations) printJson({ type: "evaluation", ...row });
        printJson({ type: "summary", ...status, evaluations: status.evaluations.length });
        return;
      }
      const rows = status.evaluations.map(({ evaluation, colour, action, subject, atMs }) =>
        [evaluation.padEnd(15), colour.padEnd(9), action.padEnd(16), subject, new Date(atMs).toISOString()].join("  "),
      );
      process.stdout.write(
        `policy ${status.policyVersion}, ${status.balance} of ${status.cap} T, ${status.safeguards} safeguards, ${status.records} records\n${rows.map((row) => `${row}\n`).join("")}`,
      );
    });
};
