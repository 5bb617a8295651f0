import { crc32 } from "node:zlib";

/** One write of a ledger file, as its own header describes it (spec/ledger.md, "The log file"). */
export interface PlainBatch {
  readonly at: number;
  readonly headerEnd: number;
  readonly words: readonly string[];
  /** `bytes:entries:checksum` of each leaf. */
  readonly sizes: readonly string[];
  /** Where the next one begins. */
  readonly end: number;
}

/** The batches of a ledger file, read with nothing of the product. A last one that is not whole is left out. */
export function batchesOf(log: Buffer): readonly PlainBatch[] {
  const batches: PlainBatch[] = [];
  for (let at = 0; at < log.length;) {
    const headerEnd = log.indexOf("\n", at);
    if (headerEnd < 0) break;
    const words = log.toString("latin1", at, headerEnd).split(" ");
    const sizes = words[4] === "-" ? [] : (words[4] ?? "").split(",");
    const body = sizes.reduce((sum, size) => sum + lengthOf(size) + 1, 0);
    const end = headerEnd + 1 + body + Number(words[3]) + 1;
    if (!(end > at) || end > log.length) break;
    batches.push({ at, headerEnd, words, sizes, end });
    at = end;
  }
  return batches;
}

export const lengthOf = (size: string): number => Number(size.split(":")[0]);

export const checksum = (bytes: Buffer): string => crc32(bytes).toString(16).padStart(8, "0");

const CAUSE_START = '{"cause":';
const FURTHER_PART = "+";

/** The leaves that a ledger file holds, in their order; null where a checksum does not fit: such a disk shows nothing. */
export function leavesIn(log: Buffer): readonly Buffer[] | null {
  const leaves: Buffer[] = [];
  for (const { headerEnd, sizes } of batchesOf(log)) {
    let at = headerEnd + 1;
    for (const size of sizes) {
      const leaf = log.subarray(at, at + lengthOf(size));
      if (checksum(leaf) !== size.split(":")[2]) return null;
      leaves.push(leaf);
      at += leaf.length + 1;
    }
  }
  return leaves;
}

/** The entries that a ledger file holds, in their order; null where a checksum does not fit. */
export function entriesIn(log: Buffer): readonly string[] | null {
  const lines: string[] = [];
  const leaves = leavesIn(log);
  for (const leaf of leaves ?? []) addLines(lines, leaf.toString("utf8"));
  return leaves && lines.filter((line) => !line.startsWith(CAUSE_START));
}

/** A leaf that begins with "+" goes on with the line before it. */
function addLines(lines: string[], text: string): void {
  const isPart = text.startsWith(FURTHER_PART) && lines.length > 0;
  if (isPart) lines.push(`${lines.pop()}${text.slice(1)}`);
  else lines.push(...text.split("\n"));
}
