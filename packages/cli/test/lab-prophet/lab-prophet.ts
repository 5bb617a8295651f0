import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, vi } from "vitest";
import { addLabProphet } from "../../src/commands/lab-prophet.ts";
import { reportFault } from "../../src/output/report-fault.ts";
import { type Ended, type JsonLine, PlimsollProcess } from "../faults/plimsoll-process.ts";

export interface Told extends Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly lines: readonly JsonLine[];
  readonly summary: JsonLine;
}

/** Runs `plimsoll lab prophet …` as a user does, with nothing in the environment that it would listen to. */
export async function prophet(
  cwd: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Told> {
  await using told = new PlimsollProcess(["lab", "prophet", ...args], {
    cwd,
    environment: { ...SILENT, ...environment },
  });
  const end = await told.finished();
  const lines = told.lines();
  return { ...end, stdout: told.stdout, stderr: told.stderr, lines, summary: lines.at(-1)! };
}

/** The same in this process, which spares the seconds that a process takes to start; paths are to be absolute. */
export async function prophetHere(...args: readonly string[]): Promise<Omit<Told, "signal">> {
  const text = { stdout: "", stderr: "" };
  const listen = (name: "stdout" | "stderr") =>
    vi.spyOn(process[name], "write").mockImplementation((part) => ((text[name] += String(part)), true));
  const spies = [listen("stdout"), listen("stderr")];
  const code = await codeOf(args);
  for (const spy of spies) spy.mockRestore();
  const lines = text.stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as JsonLine);
  return { ...text, code, lines, summary: lines.at(-1)! };
}

async function codeOf(args: readonly string[]): Promise<number> {
  const program = new Command().exitOverride();
  addLabProphet(program, () => {});
  try {
    await program.parseAsync(["prophet", ...args], { from: "user" });
    return 0;
  } catch (fault) {
    return reportFault(fault, args.includes("--json"));
  }
}

/** An empty variable says nothing. */
export const SILENT = Object.fromEntries(
  ["PLIMSOLL_SEED", "PROPHET_SEED", "PROPHET_BASE_LR", "PROPHET_CONFIG", "METRICS_PORT", "HEALTH_PORT"].map((name) => [
    name,
    "",
  ]),
);

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-lab-prophet-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
