import { systemClock } from "@plimsoll/foundation/node";
import type { Action } from "@plimsoll/release";
import { keptCheckpoints } from "@plimsoll/ledger";
import { ReleaseGate, requireWitnessed, standingOrder, useOf } from "@plimsoll/release/node";
import { Option } from "commander";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";
import { printableLines, printText } from "../output/print-text.ts";
import { kernelWord, tighteningEnvironment } from "./desk-ports.ts";
import { readKeyFile } from "./log-key-file.ts";
import { type ReleaseFlags, storeIn } from "./release-flags.ts";
import { orderRow, ordersText, standingText } from "./standing-text.ts";

interface GateFlags extends ReleaseFlags {
  readonly action?: Action;
  readonly pack?: string;
  readonly checkpoint?: string;
}

export const addGate: AddCommand = (release, exitWith) => {
  release
    .command("gate")
    .argument("<dir>", "the dossier, as it is now")
    .description("may it be done now? A Green decision on exactly this, in force, and nothing that voids it")
    .addOption(
      new Option("--action <action>", "what is to be done; default: what the dossier asks for").choices([
        "train_start",
        "train_continue",
        "scale_up",
        "internal_deploy",
        "external_deploy",
        "weights_release",
      ]),
    )
    .option("--pack <dir>", "the transparency pack; nothing leaves the house without it")
    .option(
      "--checkpoint <file>",
      "a signed checkpoint of the log, kept elsewhere, or a file of them: the log must begin with each",
    )
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      "\nExit codes: 0 allowed, 3 refused.\n\nExample:\n  plimsoll release gate heron --pack pack && ./deploy.sh",
    )
    .action((dir: string, { action, pack, checkpoint, data, json }: GateFlags) => {
      const linesPassedOver = checkpoint === undefined ? [] : heldAgainst(data, checkpoint);
      using gate = new ReleaseGate(storeIn(data), tighteningEnvironment());
      const use = useOf(dir, action ?? null, pack ?? null);
      const { admission, evaluation } = gate.check(use, systemClock.wallMs(), (artifacts) =>
        kernelWord(data, artifacts),
      );
      const reasons = admission.isAllowed ? [] : admission.reasons;
      const order = standingOrder(storeIn(data), use.subject);
      const nowMs = systemClock.wallMs();
      if (json === true) {
        const orders = order.commands.map((each) => orderRow(use.subject, each, nowMs));
        const standing = { share: order.share / 10_000, orderedBy: order.by, orders };
        printJson({
          type: "summary",
          allowed: admission.isAllowed,
          action: use.action,
          evaluation,
          reasons,
          ...standing,
          ...(linesPassedOver.length === 0 ? {} : { linesPassedOver }),
        });
      } else {
        const lines = reasons.map(
          ({ code, detail, wouldChange }) => `  ${code}  ${detail} Would change it: ${wouldChange}`,
        );
        printText(
          `${admission.isAllowed ? "allowed" : "refused"}: ${use.action} of ${use.subject}${evaluation === null ? "" : ` (${evaluation})`}\n${lines.map((line) => `${line}\n`).join("")}${standingText(order)}${ordersText(use.subject, order, nowMs)}`,
        );
      }
      exitWith(admission.isAllowed ? EXIT.done : EXIT.refused);
    });
};

/**
 * Holds the log against what was kept elsewhere, and answers with the lines of the file that are no checkpoints, which it tells on standard error.
 * Throws as `requireWitnessed`.
 */
function heldAgainst(data: string, file: string): readonly number[] {
  const text = readKeyFile(file, "RELEASE_CHECKPOINT_UNREADABLE", "a signed checkpoint of the release log");
  const { notes, malformedLines } = keptCheckpoints(text);
  requireWitnessed(storeIn(data), notes);
  for (const line of malformedLines)
    process.stderr.write(
      printableLines(
        `${file}: line ${line} is no checkpoint and was passed over: a write that was cut off, or altered\n`,
      ),
    );
  return malformedLines;
}
