import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Stage } from "@plimsoll/sovereignty";
import { writeAtOnce } from "../ledger-tools/kept-file.ts";

/** What a record is of: a stage, or the end of all of them. */
export type RecordName = Stage | "verdict";

/** The files of the records, in the order of the protocol. */
export const RECORD_FILES: Readonly<Record<RecordName, string>> = {
  freeze: "freeze.json",
  calibrate: "calibration.json",
  run: "baseline.json",
  ablate: "ablations.json",
  weaken: "ladders.json",
  spof: "spof.json",
  verdict: "verdict.json",
};

export const RECORD_NAMES = Object.keys(RECORD_FILES) as readonly RecordName[];

/** Where `plimsoll lab sovereignty` keeps its records unless told otherwise. */
export const SOVEREIGNTY_FOLDER = ".plimsoll/sovereignty";

/** The folder of one experiment: a file is there as a whole, or it is not there. */
export class RunFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  get ledger(): string {
    return join(this.path, "ledger");
  }

  get keys(): string {
    return join(this.path, "keys");
  }

  /** Nothing of the protocol has begun here. */
  get isFresh(): boolean {
    return RECORD_NAMES.every((name) => !existsSync(this.#place(RECORD_FILES[name])));
  }

  /** Null where there is no such file. */
  text(file: string): string | null {
    return existsSync(this.#place(file)) ? readFileSync(this.#place(file), "utf8") : null;
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(this.#place(file)), { recursive: true });
    writeAtOnce({ path: this.#place(file), text });
  }

  remove(file: string): void {
    rmSync(this.#place(file), { force: true });
  }

  #place(file: string): string {
    return join(this.path, file);
  }
}
