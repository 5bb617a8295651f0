import { systemClock } from "@plimsoll/foundation/node";
import { procFilesystem } from "../process-table/proc-filesystem.ts";
import { hurry } from "./hurry.ts";
import { runDeadman } from "./run-deadman.ts";
import { systemTimers } from "./timers.ts";

/** Started by `launchDeadman` with the journal's path as its only argument. */
const [, , journalFile = ""] = process.argv;

process.exit(
  await runDeadman(process.stdin, process.stdout, journalFile, {
    clock: systemClock,
    timers: systemTimers,
    processTable: procFilesystem(),
    ownPid: process.pid,
    hurry,
  }),
);
