import { fileURLToPath } from "node:url";

/** Starts `warden-program.ts` as the CLI will start its hidden subcommand. */
export const WARDEN_COMMAND = [
  process.execPath,
  "--no-warnings",
  "--conditions=@plimsoll/source",
  fileURLToPath(new URL("./warden-program.ts", import.meta.url)),
];

/** Endless loops: one process, or several below one. */
export const BUSY = ["sh", "-c", "while :; do :; done"];
export const BUSY_FOUR = ["sh", "-c", "for i in 1 2 3; do (while :; do :; done) & done; while :; do :; done"];
