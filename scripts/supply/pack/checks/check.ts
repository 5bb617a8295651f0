import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import type { WorkspacePackage } from "../../workspace.ts";

/** What is tried of an installation. */
export interface Installation {
  /** The folder that was empty. */
  readonly folder: string;
  readonly published: readonly WorkspacePackage[];
}

/** One thing that must work. It answers with what is worth printing, and throws where it does not work. */
export interface InstallationCheck {
  readonly name: string;
  readonly run: (installation: Installation) => Promise<string>;
}

const TIMEOUT_MS = 120_000;

/** Runs a program on this Node and nothing else of ours: no condition, no option, no module path. Answers with its standard output. */
export const runNode = (folder: string, programArguments: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const options = { cwd: folder, env: plainEnvironment(folder), timeout: TIMEOUT_MS, maxBuffer: 64 << 20 };
    execFile(process.execPath, programArguments, options, (fault, stdout, stderr) => {
      if (fault === null) resolve(stdout);
      else
        reject(
          new Error(`${programArguments.join(" ")}\n${stdout.slice(-2_000)}\n${stderr.slice(-2_000)}`, {
            cause: fault,
          }),
        );
    });
  });

export const plimsollIn = (folder: string): string => join(folder, "node_modules/plimsoll/bin/plimsoll.js");

/** Of the environment only what a program needs to be found. */
export const plainEnvironment = (folder: string): NodeJS.ProcessEnv => ({
  PATH: [join(folder, "node_modules/.bin"), dirname(process.execPath), process.env["PATH"] ?? ""].join(":"),
  HOME: process.env["HOME"] ?? folder,
});
