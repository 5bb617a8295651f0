import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { type JsonLine, plimsoll, PlimsollProcess } from "../faults/plimsoll-process.ts";
import { removeFolder } from "../faults/remove-folder.ts";

/** The file of an example, as a user of a checkout names it. */
export const example = (name: string): string =>
  fileURLToPath(new URL(`../../../../examples/${name}`, import.meta.url));

let sites = 0;

/** A site in a folder of its own, with one lab that no other test on this machine has: runs are found by their name. */
export class ExampleSite implements AsyncDisposable {
  readonly directory = mkdtempSync(join(tmpdir(), "plimsoll-example-"));
  readonly lab = `example-${process.pid}-${(sites += 1)}`;
  readonly #running: PlimsollProcess[] = [];

  async accredit(): Promise<void> {
    await this.plimsoll("init");
    await this.plimsoll("lab", "accredit", this.lab);
  }

  path(...names: string[]): string {
    return join(this.directory, ...names);
  }

  async plimsoll(...args: string[]): Promise<void> {
    const { end, stderr } = await plimsoll(args, { cwd: this.directory });
    expect(end?.code, stderr).toBe(0);
  }

  /** `plimsoll run --json` in the site's folder, with the checkpoints in `ck`. */
  start(evidence: readonly string[], job: readonly string[]): PlimsollProcess {
    const args = ["run", "--json", "--lab", this.lab, "--tier", "1", "--checkpoints", "ck", ...evidence, "--", ...job];
    const started = new PlimsollProcess(args, {
      cwd: this.directory,
      environment: { PYTHONDONTWRITEBYTECODE: "1" },
    });
    this.#running.push(started);
    return started;
  }

  /** Runs to the end; gives the exit code and the summary, with everything that was said if there is none. */
  async run(evidence: readonly string[], job: readonly string[]): Promise<Summarised> {
    const started = this.start(evidence, job);
    const { code } = await started.finished(RUN_MS_MAX);
    return { code, summary: started.line("summary") ?? { type: "none", said: started.stdout + started.stderr } };
  }

  /** A polite end first: a run that is killed leaves its job to the deadman for a while. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const running of this.#running) {
      running.signal("SIGTERM");
      await running.finished(GOODBYE_MS_MAX).catch(() => {});
      await running[Symbol.asyncDispose]();
    }
    removeFolder(this.directory);
  }
}

export interface Summarised {
  readonly code: number | null;
  readonly summary: JsonLine;
}

/** Most of it is spent waiting for the other runs of these tests: two cores are all that is counted on. */
export const RUN_MS_MAX = 170_000;
const GOODBYE_MS_MAX = 10_000;
