import { batchesOf, checksum, lengthOf, type PlainBatch } from "./plain-log.ts";

/**
 * A ledger file in which one letter of one entry is another, and every checksum was made to fit again: what only a root that was
 * signed can tell (spec/ledger.md, "The log file").
 *
 * @returns null where no batch holds an entry
 */
export function tamperedLog(log: Buffer): Buffer | null {
  const batches = batchesOf(log).filter(({ sizes }) => sizes.length > 0);
  const batch = batches[Math.floor(batches.length / 2)];
  return batch === undefined ? null : withOtherLetter(log, batch);
}

function withOtherLetter(log: Buffer, { at, headerEnd, sizes, words }: PlainBatch): Buffer {
  const [first = "", ...others] = sizes;
  const leaf = Buffer.from(log.subarray(headerEnd + 1, headerEnd + 1 + lengthOf(first)));
  const letter = Math.max(0, leaf.lastIndexOf('"kind":"')) + '"kind":"'.length;
  leaf[letter] = (leaf[letter] as number) ^ 1;
  const [length, entries] = first.split(":");
  const leaves = [`${length}:${entries}:${checksum(leaf)}`, ...others].join(",");
  const header = [...words.slice(0, 4), leaves].join(" ");
  return Buffer.concat([
    log.subarray(0, at),
    Buffer.from(`${header} ${checksum(Buffer.from(header))}`),
    Buffer.from("\n"),
    leaf,
    log.subarray(headerEnd + 1 + leaf.length),
  ]);
}
