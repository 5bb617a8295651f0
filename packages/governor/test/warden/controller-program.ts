import { join } from "node:path";
import type { ActuatorKind } from "../../src/actuator/power-actuator.ts";
import { launchWarden } from "../../src/warden/index.ts";
import { BUSY_FOUR, WARDEN_COMMAND } from "./rig-commands.ts";

/** A controller that does nothing but renew, for a test that kills it. */
const [, , run = "", actuator = "auto", directory = ""] = process.argv;

const handle = launchWarden({
  wardenCommand: WARDEN_COMMAND,
  start: {
    run,
    command: BUSY_FOUR,
    cwd: directory,
    environment: { PATH: process.env["PATH"] ?? "" },
    allotmentMilliCores: 1_000,
    actuator: actuator as ActuatorKind,
    logFile: null,
    journalFile: join(directory, "journal.json"),
  },
});
handle.onMessage((message) => {
  if (message.type === "heartbeat") handle.renew(1_000_000, 1_500);
});
