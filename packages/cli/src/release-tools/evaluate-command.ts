import { existsSync, readdirSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
import { buildEvaluationPack, evaluateFolder, standingOrder } from "@plimsoll/release/node";
import { systemClock } from "@plimsoll/foundation/node";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";
import { printText } from "../output/print-text.ts";
import { decisionSummary, decisionText, detailsText, screeningText } from "./decision-text.ts";
import { deskPorts } from "./desk-ports.ts";
import { personName } from "./person-name.ts";
import { cacheIn, type ReleaseFlags, storeIn } from "./release-flags.ts";
import { kernelExit, kernelSummary, kernelText, tellKernelRed } from "./tell-kernel.ts";
import { orderRow, ordersText, standingText } from "./standing-text.ts";
import { stepProgress } from "./step-progress.ts";

interface EvaluateFlags extends ReleaseFlags {
  readonly question?: string;
  readonly by?: string;
  readonly corpus?: readonly string[];
  readonly owner?: readonly string[];
  readonly repair: boolean;
  readonly pack?: string;
}

const collected = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

export const addEvaluate: AddCommand = (release, exitWith) => {
  release
    .command("evaluate")
    .argument("<dir>", "a dossier (plimsoll release init)")
    .description("judge a dossier: Green, Yellow or Red, recorded with everything it rests on")
    .option("--question <text>", "what is asked, in words; recorded, and of no weight")
    .option("--by <name>", "who asks; recorded, and shown in every report", personName)
    .option("--corpus <dir>", "texts in which a repair searches (repeatable)", collected)
    .option(
      "--owner <name>",
      "an organisation that made the subject, beside the one its id names (repeatable)",
      collected,
    )
    .option("--no-repair", "no second search for claims that nothing carries; from ASL-4 that is Red")
    .option("--pack <dir>", "build its transparency pack there")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Exit codes: 0 Green, 3 Yellow or Red.

Examples:
  plimsoll release evaluate heron
  plimsoll release evaluate heron --corpus papers --pack pack --json`,
    )
    .action(async (dir: string, flags: EvaluateFlags) => {
      const { question, by, corpus, owner, repair, pack, data, json } = flags;
      if (pack !== undefined) requireNew(pack);
      using progress = stepProgress();
      const asked = {
        folder: dir,
        store: storeIn(data),
        question: question ?? null,
        by: by ?? null,
        corpora: corpus ?? [],
        owners: owner ?? [],
        isRepairOn: repair,
        cacheFolder: cacheIn(data, dir),
      };
      const answer = await evaluateFolder(asked, deskPorts(data, progress.show));
      const told = answer.decision.colour === "GREEN" ? null : tellKernelRed(data, answer.evaluation);
      progress.show("building the pack");
      const built =
        pack === undefined
          ? null
          : await buildEvaluationPack(
              storeIn(data),
              { evaluation: answer.evaluation, directory: pack, redactions: [] },
              systemClock,
            );
      progress.clear();
      const { decision, evaluation, decisionDigest, overrides } = answer;
      const order = standingOrder(storeIn(data), decision.subject);
      const nowMs = systemClock.wallMs();
      if (json === true)
        printJson({
          ...decisionSummary(decision, evaluation, decisionDigest, overrides),
          levelBecause: answer.levelBecause,
          threshold: answer.threshold,
          screening: answer.screening,
          screeningFaults: answer.remarks.screening,
          remarks: answer.remarks.reasons,
          unconfirmed: answer.remarks.unconfirmed,
          spentT: answer.spentT,
          balanceT: answer.balanceT,
          share: answer.standing.share / 10_000,
          orders: order.commands
            .filter(({ id }) => answer.standing.commands.some((each) => each.id === id))
            .map((each) => orderRow(decision.subject, each, nowMs)),
          unsealed: answer.unsealed,
          pack: built?.directory ?? null,
          ...kernelSummary(told),
        });
      else
        printText(
          screeningText(answer) +
            decisionText(decision, evaluation, overrides, answer.remarks.reasons) +
            detailsText(
              answer,
              answer.standing.isOrdered ? standingText(order) + ordersText(decision.subject, order, nowMs) : "",
            ) +
            (built === null ? "" : `pack: ${built.directory}\n`) +
            kernelText(told),
        );
      exitWith(kernelExit(told, decision.colour === "GREEN" ? EXIT.done : EXIT.refused));
    });
};

/** Before anything is judged and recorded: an answer without its pack would have to be asked for again. */
function requireNew(directory: string): void {
  if (!existsSync(directory) || readdirSync(directory).length === 0) return;
  throw new PlimsollError({
    code: "PACK_DIRECTORY_NOT_EMPTY",
    expected: "an empty folder, or none, for the pack",
    received: `"${directory}" with files in it`,
    fix: "name another folder; nothing was judged",
  });
}
