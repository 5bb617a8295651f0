import { fileURLToPath } from "node:url";

/** How to start this very program again, for wardens and probes. */
export const selfCommand: readonly string[] = [
  process.execPath,
  fileURLToPath(new URL("../bin/plimsoll.js", import.meta.url)),
];
