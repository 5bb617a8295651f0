import { systemClock } from "@plimsoll/foundation/node";
import { orderStop } from "@plimsoll/release/node";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { answerOperator } from "./operator-answer.ts";
import { personName } from "./person-name.ts";
import { type ReleaseFlags, storeIn } from "./release-flags.ts";
import { kernelExit, kernelSummary, kernelText, tellKernelRed } from "./tell-kernel.ts";
import { whileWaiting } from "./while-waiting.ts";

interface StopFlags extends ReleaseFlags {
  readonly by: string;
  readonly why: string;
  readonly key?: string;
}

export const addStop: AddCommand = (release, exitWith) => {
  release
    .command("stop")
    .description("stop every release at once; a new evaluation is needed for each")
    .requiredOption("--why <text>", "why")
    .option("--key <file>", "a private key of any role; needed once the site has keys")
    .option("--by <name>", "who says so, where the site has no keys", personName, "operator")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", '\nExample:\n  plimsoll release stop --why "Unexplained outputs since noon." --key ada.pem')
    .action(async ({ data, by, why, key, ...flags }: StopFlags) => {
      const ordered = await whileWaiting(orderStop(storeIn(data), { by, why, key: key ?? null }, systemClock));
      const told = ordered.ok ? tellKernelRed(data, null) : null;
      answerOperator(ordered, flags, exitWith, (order) => ({
        summary: { by: order.by, ...kernelSummary(told) },
        text: `every decision is void, by ${order.by}\n${kernelText(told)}`.trimEnd(),
      }));
      if (ordered.ok) exitWith(kernelExit(told, EXIT.done));
    });
};
