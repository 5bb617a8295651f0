import { execFile } from "node:child_process";
import { PlimsollError } from "@plimsoll/foundation";

/** What a program of the system ended with. */
export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program of the system to its end, without a shell.
 *
 * Implementers MUST reject with `ACTUATOR_COMMAND_FAILED` where the program could not be started or did not end in time: then nobody
 * knows what it did. An exit code other than 0 is a result.
 */
export type CommandRunner = (program: string, args: readonly string[]) => Promise<CommandResult>;

export interface SystemCommandOptions {
  /** The whole environment of the programs, `PATH` included. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

const OUTPUT_BYTES_MAX = 16 * 1_048_576;

/** Runs programs of this machine. One that cannot be started, takes longer than `timeoutMs` or writes more than 16 MiB is killed and rejects. */
export const systemCommands =
  ({ environment, timeoutMs }: SystemCommandOptions): CommandRunner =>
  (program, args) =>
    new Promise((resolve, reject) => {
      const options = {
        env: environment,
        timeout: timeoutMs,
        killSignal: "SIGKILL",
        maxBuffer: OUTPUT_BYTES_MAX,
      } as const;
      execFile(program, args, options, (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : error.code;
        if (typeof exitCode === "number") resolve({ exitCode, stdout, stderr });
        else reject(commandFailed(program, args, error?.message ?? "no result", error));
      });
    });

/** Runs a command whose every exit code but 0 is a failure. Rejects with `ACTUATOR_COMMAND_FAILED`. */
export async function runOrFail(run: CommandRunner, program: string, args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await run(program, args);
  if (exitCode !== 0) throw commandFailed(program, args, `exit code ${exitCode}: ${(stderr || stdout).trim()}`);
  return stdout;
}

const RECEIVED_LENGTH_MAX = 300;

const commandFailed = (program: string, args: readonly string[], received: string, cause?: unknown): PlimsollError =>
  new PlimsollError({
    code: "ACTUATOR_COMMAND_FAILED",
    expected: `\`${[program, ...args].join(" ")}\` to succeed`,
    received: received.slice(0, RECEIVED_LENGTH_MAX),
    fix: "run the command by hand as the same user, and see what it needs",
    cause,
  });
