import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SignedCommand } from "@plimsoll/ledger";
import { sha256 } from "../seed-hash.ts";
import type { HandInAnswer } from "./hand-in-answer.ts";

/** A dataset's manifest is the longest command: 65 536 digests. */
const COMMAND_BYTES_MAX = 16 * 1024 * 1024;

/** An answer that nobody fetched: whoever asked is gone. */
const ANSWER_KEPT_MS = 60_000;

const COMMAND = ".command.json";
const ANSWER = ".answer.json";
/** A daemon wants to decide. */
const LEDGER_WANTED = "ledger.wanted";
const NAME = /^[0-9a-f]{64}$/;

/** How many commands this process has left so far. */
let asked = 0;

/**
 * Where the processes of one machine leave signed commands for the one that has the site open, and find its answers.
 *
 * Files rather than a socket: one that waits outlives the process that was to answer it, and is answered by the next.
 * What lies here is believed no more than what comes over a network: every command carries its own signatures.
 */
export class HandInFolder {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }

  /** Leaves a command, under a name that no other asker has: each fetches an answer of its own. */
  leave(command: SignedCommand): string {
    const text = JSON.stringify(command);
    asked += 1;
    const name = Buffer.from(sha256(`${process.pid}/${asked}/${text}`)).toString("hex");
    this.#write(`${name}${COMMAND}`, text);
    return name;
  }

  takeBack(name: string): void {
    rmSync(this.#path(`${name}${COMMAND}`), { force: true });
  }

  /** The answer, once; `null` while there is none. */
  fetch(name: string): HandInAnswer | null {
    const text = readIfThere(this.#path(`${name}${ANSWER}`));
    if (text === null) return null;
    rmSync(this.#path(`${name}${ANSWER}`), { force: true });
    return JSON.parse(text) as HandInAnswer;
  }

  /** What waits for an answer, in the order of names; a file that cannot be a command is put away. */
  *waiting(): Generator<{ readonly name: string; readonly command: unknown }> {
    for (const file of this.#files(COMMAND)) {
      const name = file.slice(0, -COMMAND.length);
      const command = NAME.test(name) ? this.#command(file) : null;
      if (command === null) this.#putAway(name);
      else yield { name, command };
    }
  }

  /** What cannot even be removed is left, and passed over each time. */
  #putAway(name: string): void {
    try {
      this.takeBack(name);
    } catch {
      // It is not ours; nobody is answered for it, and nobody waits for it.
    }
  }

  answer(name: string, answer: HandInAnswer): void {
    this.#write(`${name}${ANSWER}`, JSON.stringify(answer));
    this.takeBack(name);
  }

  /** Asks whoever decides to let another one have the ledger. */
  wantLedger(): void {
    this.#write(LEDGER_WANTED, "");
  }

  /** Whether somebody asked for the ledger; it is answered once, so that one who died since moves nobody twice. */
  takeLedgerWanted(): boolean {
    const path = this.#path(LEDGER_WANTED);
    const isWanted = existsSync(path);
    rmSync(path, { force: true });
    return isWanted;
  }

  /** Removes answers that nobody came for. */
  tidy(nowMs: number): void {
    for (const file of this.#files(ANSWER)) {
      const writtenAt = statSync(this.#path(file), { throwIfNoEntry: false })?.mtimeMs ?? nowMs;
      if (nowMs - writtenAt > ANSWER_KEPT_MS) rmSync(this.#path(file), { force: true });
    }
  }

  /** Files alone: a folder or a pipe of such a name is nobody's command, and must not hold up the others'. */
  #files(ending: string): readonly string[] {
    return readdirSync(this.directory, { withFileTypes: true })
      .filter((each) => each.isFile() && each.name.endsWith(ending))
      .map(({ name }) => name);
  }

  #command(file: string): unknown {
    if ((statSync(this.#path(file), { throwIfNoEntry: false })?.size ?? 0) > COMMAND_BYTES_MAX) return null;
    try {
      const text = readIfThere(this.#path(file));
      return text === null ? null : (JSON.parse(text) as unknown);
    } catch {
      // No JSON, or a file that we may not read: whose it is must not hold up the others'.
      return null;
    }
  }

  /** All of it or nothing: whoever reads never sees half a file. */
  #write(file: string, text: string): void {
    const draft = this.#path(`${file}.${process.pid}.draft`);
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, this.#path(file));
  }

  #path(file: string): string {
    return join(this.directory, file);
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw cause;
  }
}
