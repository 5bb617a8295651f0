import { systemClock } from "@plimsoll/foundation/node";
import { orderStop } from "@plimsoll/release/node";
import type { AddCommand } from "../add-command.ts";
import { answerChange } from "./answer-change.ts";
import { personName } from "./person-name.ts";
import { type ReleaseFlags, storeIn } from "./release-flags.ts";
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
    .action(async ({ by, why, key, ...flags }: StopFlags) => {
      const ordered = await whileWaiting(orderStop(storeIn(flags.data), { by, why, key: key ?? null }, systemClock));
      answerChange(ordered, flags, exitWith, (order) => ({
        summary: { by: order.by },
        text: `every decision is void, by ${order.by}`,
      }));
    });
};
