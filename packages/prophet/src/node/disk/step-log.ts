import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import type { StepRecord } from "../../trainer/step-record.ts";
import { type LogFormat, logFormatOf } from "./log-format.ts";

/** Lines are written so many bytes at a time. */
const BUFFERED = 65_536;
const LINE_FEED = 0x0a;

/** What a training's own log has, by which it is told from another's. */
export interface OwnLog {
  /** The error of the last step that is kept, or of the first step where none is; null where it is not finite. Asked for only where there is a log. */
  readonly error: () => number | null;
  /** So many steps it may have beyond those that are kept: with more there would have been a checkpoint. */
  readonly strayStepsMax: number;
}

/**
 * A log with a line for each step, none missing and none twice, also over kills: before a checkpoint is written the log is on the disk, and a
 * run that goes on from a checkpoint first cuts off the lines beyond it.
 */
export class StepLog implements Disposable {
  readonly path: string;
  readonly #file: number;
  readonly #format: LogFormat;
  #waiting: string[] = [];
  #waitingLength = 0;
  #size = 0;

  /**
   * @param path `.csv` is CSV, all else JSON lines
   * @param isResumed a log that is there is gone on with; else it is refused
   * @throws PlimsollError `PROPHET_LOG_EXISTS`, `PROPHET_LOG`
   */
  constructor(path: string, isResumed: boolean) {
    this.path = path;
    this.#format = logFormatOf(path);
    mkdirSync(dirname(path), { recursive: true });
    this.#file = opened(path, isResumed);
  }

  /**
   * Keeps the lines of so many steps, and nothing after them.
   * @throws PlimsollError `PROPHET_LOG` where they are not all there, or are of another training; the file is then as it was
   */
  keepSteps(steps: number, own: OwnLog): void {
    this.#refuseForeign(steps);
    const { header } = this.#format;
    const headerLines = header === null ? 0 : 1;
    if (steps > 0) this.#cut(this.#endOfOwn(steps, headerLines + steps, own));
    else {
      this.#refuseStray(headerLines, own);
      this.#cut(0);
    }
    if (this.#size === 0 && header !== null) this.#put(header);
  }

  #endOfOwn(steps: number, lines: number, own: OwnLog): number {
    const found = placeOfLines(this.#file, lines);
    const last = this.#lineAt(found);
    const isOwn = this.#format.stepOf(last) === steps - 1 && this.#format.errorOf(last) === own.error();
    if (found.lines === lines && isOwn) return found.end;
    throw logFault(this.path, steps, found.lines);
  }

  /** Before its first checkpoint a run that was killed left some lines, which are made again: those of another's are not cut off for that. */
  #refuseStray(headerLines: number, own: OwnLog): void {
    const first = placeOfLines(this.#file, headerLines + 1);
    if (first.lines <= headerLines) return;
    const { lines } = placeOfLines(this.#file, headerLines + own.strayStepsMax + 1);
    if (lines > headerLines + own.strayStepsMax || this.#format.errorOf(this.#lineAt(first)) !== own.error())
      throw logFault(this.path, 0, lines);
  }

  add(record: StepRecord): void {
    this.#put(this.#format.line(record));
    if (this.#waitingLength >= BUFFERED) this.#write();
  }

  /** Waits until all is on the disk. */
  sync(): void {
    this.#write();
    fsyncSync(this.#file);
  }

  [Symbol.dispose](): void {
    try {
      this.sync();
    } finally {
      closeSync(this.#file);
    }
  }

  #put(line: string): void {
    this.#waiting.push(`${line}\n`);
    this.#waitingLength += line.length + 1;
  }

  #write(): void {
    const bytes = Buffer.from(this.#waiting.join(""));
    this.#waiting = [];
    this.#waitingLength = 0;
    let written = 0;
    try {
      while (written < bytes.length)
        written += writeSync(this.#file, bytes, written, bytes.length - written, this.#size + written);
    } catch (cause) {
      // Where the disk is full the log ends with the last line that went into it whole.
      written = bytes.subarray(0, written).lastIndexOf(LINE_FEED) + 1;
      ftruncateSync(this.#file, this.#size + written);
      throw cause;
    } finally {
      this.#size += written;
    }
  }

  #cut(size: number): void {
    ftruncateSync(this.#file, size);
    this.#size = size;
  }

  /** What is not a log of this format is not cut, whatever is asked. */
  #refuseForeign(steps: number): void {
    if (fstatSync(this.#file).size === 0) return;
    const first = placeOfLines(this.#file, 1);
    const line = this.#lineAt(first);
    if (first.lines === 1 && (line === this.#format.header || this.#format.stepOf(line) === 0)) return;
    throw logFault(this.path, steps, 0);
  }

  #lineAt({ lastBegin, end }: PlaceOfLines): string {
    const line = Buffer.alloc(end - lastBegin);
    readSync(this.#file, line, 0, line.length, lastBegin);
    return line.toString("utf8").trimEnd();
  }
}

/** Through no link, and of nothing but a file. */
function opened(path: string, isResumed: boolean): number {
  const how = isResumed
    ? constants.O_RDWR | constants.O_CREAT
    : constants.O_RDWR | constants.O_CREAT | constants.O_EXCL;
  try {
    const file = openSync(path, how | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0), 0o666);
    if (fstatSync(file).isFile()) return file;
    closeSync(file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "EEXIST") throw logExists(path);
    if (code !== "ELOOP" && code !== "ENXIO" && code !== "EISDIR") throw cause;
  }
  throw new PlimsollError({
    code: "PROPHET_LOG",
    expected: "a log that is a file",
    received: `"${path}", a folder, link or device`,
    fix: "name a file with --log",
  });
}

/** Where the first so many whole lines end, and where the last of them begins. */
interface PlaceOfLines {
  readonly lines: number;
  readonly end: number;
  readonly lastBegin: number;
}

function placeOfLines(file: number, linesMax: number): PlaceOfLines {
  const chunk = Buffer.alloc(BUFFERED);
  let [lines, end, lastBegin] = [0, 0, 0];
  for (let position = 0; lines < linesMax;) {
    const size = readSync(file, chunk, 0, chunk.length, position);
    if (size === 0) break;
    for (
      let at = chunk.indexOf(LINE_FEED);
      at >= 0 && at < size && lines < linesMax;
      at = chunk.indexOf(LINE_FEED, at + 1)
    ) {
      [lines, lastBegin, end] = [lines + 1, end, position + at + 1];
    }
    position += size;
  }
  return { lines, end, lastBegin };
}

const logExists = (path: string): PlimsollError =>
  new PlimsollError({
    code: "PROPHET_LOG_EXISTS",
    expected: `no file "${path}" yet`,
    received: "one of that name",
    fix: "name another with --log, or go on with the run that wrote it with --resume",
  });

const logFault = (path: string, steps: number, lines: number): PlimsollError =>
  new PlimsollError({
    code: "PROPHET_LOG",
    expected:
      steps === 0 ? `no log of another training in "${path}"` : `the lines of the first ${steps} steps in "${path}"`,
    received: `${lines} lines, or those of another training`,
    fix: "give the log that this run wrote, unchanged, or another name, or go on without --log",
  });
