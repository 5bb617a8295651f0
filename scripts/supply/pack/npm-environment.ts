import { dirname } from "node:path";

/** npm and what it starts run on the very Node that runs this program, whatever the shell has first. */
export const npmEnvironment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`,
});
