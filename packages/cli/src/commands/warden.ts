import { runWarden, systemWardenPorts } from "@plimsoll/governor/warden";
import type { AddCommand } from "../add-command.ts";

/** The guard of one job, started by `run` and `demo`; people have no use for it. */
export const addWarden: AddCommand = (program) => {
  program.command("warden", { hidden: true }).action(async () => {
    // Not the exit code of an idle event loop: pipes to a dead controller would keep this process waiting.
    process.exit(await runWarden(process.stdin, process.stdout, systemWardenPorts()));
  });
};
