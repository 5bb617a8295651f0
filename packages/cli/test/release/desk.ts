import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { vi } from "vitest";
import { addInit } from "../../src/commands/init.ts";
import { addRelease } from "../../src/commands/release.ts";
import { reportFault } from "../../src/output/report-fault.ts";
import { removeFolder } from "../faults/remove-folder.ts";

export interface Told {
  readonly code: number;
  readonly text: string;
  /** The last line of `--json`. */
  readonly summary: Readonly<Record<string, unknown>>;
}

/** A folder in which release commands are given, as a user types them, in this process. */
export class Desk implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "plimsoll-release-"));

  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  /** `--data` and `--json` are added. */
  async release(...args: readonly string[]): Promise<Told> {
    return this.#told(["release", ...args, ...(isDataless(args) ? [] : ["--data", this.path("data")]), "--json"]);
  }

  async text(...args: readonly string[]): Promise<Told> {
    return this.#told(["release", ...args, ...(isDataless(args) ? [] : ["--data", this.path("data")])]);
  }

  async init(): Promise<Told> {
    return this.#told(["init", "--data", this.path("data"), "--json"]);
  }

  async #told(args: readonly string[]): Promise<Told> {
    let code = 0;
    let text = "";
    const hear = (part: string | Uint8Array): boolean => (text += String(part)) !== "";
    vi.spyOn(process.stdout, "write").mockImplementation(hear);
    vi.spyOn(process.stderr, "write").mockImplementation(hear);
    const program = new Command().exitOverride();
    for (const add of [addInit, addRelease]) add(program, (given) => (code = given));
    try {
      await program.parseAsync(args, { from: "user" });
    } catch (fault) {
      code = reportFault(fault, true);
    } finally {
      vi.restoreAllMocks();
    }
    return { code, text, summary: lastJson(text) };
  }

  [Symbol.dispose](): void {
    removeFolder(this.folder);
  }
}

const DATALESS: ReadonlySet<string> = new Set([
  "init",
  "seal",
  "ask",
  "prompt",
  "verify-pack",
  "key make",
  "override sign",
]);

const isDataless = ([first, second]: readonly string[]): boolean =>
  DATALESS.has(first ?? "") || DATALESS.has(`${first} ${second}`);

function lastJson(text: string): Told["summary"] {
  const line = text
    .trimEnd()
    .split("\n")
    .findLast((each) => each.startsWith("{"));
  return line === undefined ? {} : (JSON.parse(line) as Told["summary"]);
}
