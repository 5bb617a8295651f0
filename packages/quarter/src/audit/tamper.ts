import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { found } from "../outcome.ts";

/**
 * Makes one failed trial disappear, in the same number of bytes, and mends the checksums of its leaf and of the batch: as somebody
 * would who has the file and knows its format, and has not the key. Throws `QUARTER_OUTCOME` where no trial failed.
 */
export function tamper(folder: string): void {
  const path = join(folder, "ledger.log");
  const log = readFileSync(path);
  const at = found(failureIn(log), "an entry with failures in the ledger");
  log[at] = (log[at] ?? 0) - 1;
  mendChecksums(log, found(leafAround(log, at), "the leaf of that entry"));
  writeFileSync(path, log);
}

const LF = 10;
const FAILED = '"uncontrolled":';
const CAUSE = '{"cause":';
const DIGITS_MAX = 10;

/** The last digit of the first count of failures in an entry that stays as long when it is one less. */
function failureIn(log: Buffer): number | null {
  for (let at = log.indexOf(FAILED); at >= 0; at = log.indexOf(FAILED, at + 1)) {
    const countAt = at + FAILED.length;
    const [count = ""] = /^\d*[1-9](?!\d)/u.exec(log.toString("latin1", countAt, countAt + DIGITS_MAX)) ?? [];
    if (count !== "" && !isInCause(log, at)) return countAt + count.length - 1;
  }
  return null;
}

/** A signed command says the same counts as the entry that follows from it. */
function isInCause(log: Buffer, at: number): boolean {
  const lineAt = log.lastIndexOf(LF, at) + 1;
  return log.toString("latin1", lineAt, lineAt + CAUSE.length) === CAUSE;
}

/** A leaf, and the header of its batch that says how long it is and what its checksum is (LG-33). */
interface PlacedLeaf {
  readonly headerAt: number;
  readonly header: string;
  /** Of the leaf in the batch. */
  readonly place: number;
  readonly leaf: Buffer;
}

/** From batch to batch: a header, its leaves, each with a line end, and a note with another. */
function leafAround(log: Buffer, at: number): PlacedLeaf | null {
  for (let headerAt = 0; headerAt < log.length;) {
    const headerEnd = log.indexOf(LF, headerAt);
    const header = log.toString("latin1", headerAt, headerEnd);
    let leafAt = headerEnd + 1;
    for (const [place, size] of sizesIn(header).entries()) {
      const length = Number(size.split(":")[0]);
      if (at < leafAt + length) return { headerAt, header, place, leaf: log.subarray(leafAt, leafAt + length) };
      leafAt += length + 1;
    }
    headerAt = leafAt + Number(header.split(" ")[3]) + 1;
  }
  return null;
}

/** `length:entries:checksum` of each leaf; a batch without leaves has a dash. */
function sizesIn(header: string): readonly string[] {
  const sizes = header.split(" ")[4] ?? "-";
  return sizes === "-" ? [] : sizes.split(",");
}

function mendChecksums(log: Buffer, { headerAt, header, place, leaf }: PlacedLeaf): void {
  const sizes = sizesIn(header).map((size, each) =>
    each === place ? [...size.split(":").slice(0, 2), checksum(leaf)].join(":") : size,
  );
  const said = [...header.split(" ").slice(0, 4), sizes.join(",")].join(" ");
  log.write(`${said} ${checksum(said)}`, headerAt, "latin1");
}

const checksum = (bytes: Buffer | string): string => crc32(bytes).toString(16).padStart(8, "0");
