import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { entriesIn } from "./kept-ledger.ts";
import { killQuietly } from "./governed-story.ts";
import { plimsoll, PlimsollProcess } from "./plimsoll-process.ts";
import { markedBy } from "./process-family.ts";
import { removeFolder } from "./remove-folder.ts";

/** A lab that no other test on this machine has: runs are named after it, and found by that name. */
export const LAB = `lab-${process.pid}`;
export const RUN = `${LAB}-run-1`;

/** A site with one accredited lab and one checkpoint, in a folder of its own. Commands run in that folder. */
export class AccreditedSite implements AsyncDisposable {
  readonly directory: string;
  #started: PlimsollProcess[] = [];

  /** @param parent where the folder is made, for example a disk that is small */
  constructor(template: string, parent = tmpdir()) {
    this.directory = mkdtempSync(join(parent, "plimsoll-inputs-"));
    cpSync(template, this.directory, { recursive: true });
  }

  path(...names: string[]): string {
    return join(this.directory, ...names);
  }

  get ledger(): string {
    return this.path("site", "ledger");
  }

  write(name: string, text: string): void {
    writeFileSync(this.path(name), text);
  }

  start(args: readonly string[]): PlimsollProcess {
    const started = new PlimsollProcess(args, { cwd: this.directory });
    this.#started.push(started);
    return started;
  }

  /** Runs a command to its end. */
  async plimsoll(...args: string[]): Promise<PlimsollProcess> {
    const started = this.start(args);
    await started.finished();
    return started;
  }

  /** How many entries its ledger has. */
  entries(): number {
    return entriesIn(this.ledger).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const started of this.#started) await started[Symbol.asyncDispose]();
    for (const { pid } of markedBy(RUN)) killQuietly(pid);
    removeFolder(this.directory);
  }
}

/** Makes a folder to copy sites from. */
export async function siteTemplate(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "plimsoll-template-"));
  for (const args of [["init"], ["lab", "accredit", LAB]]) {
    const made = await plimsoll([...args, "--data", "site"], { cwd: directory });
    expect(made.end, made.stderr).toEqual({ code: 0, signal: null });
  }
  mkdirSync(join(directory, "checkpoints"));
  writeFileSync(join(directory, "checkpoints", "step-1"), "weights");
  return directory;
}

/** A governed job under the site's lab: options before the command. */
export const runOf = (options: readonly string[], command: readonly string[] = ["sleep", "30"]): string[] => [
  "run",
  ...["--data", "site", "--lab", LAB, "--tier", "1"],
  ...options,
  "--json",
  "--",
  ...command,
];
