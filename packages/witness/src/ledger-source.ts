import { PlimsollError } from "@plimsoll/foundation";
import { type LedgerReader, openLedgerReader, type PlacedLeaf } from "@plimsoll/ledger";
import { type LogSource, sourceUnavailable } from "./log-source.ts";

/** Leaves that are read between two looks at other work. */
const BLOCK_LEAVES = 256;

/** Reads the folder of a ledger, also while its writer writes. It stays open: opening reads more than most requests do. */
export function ledgerSource(directory: string): LogSource {
  let reader: LedgerReader | undefined;
  return {
    name: directory,
    async *leaves(from, to) {
      try {
        reader ??= openLedgerReader({ directory });
        yield* blocksOf(reader.leaves(from), to - from);
      } catch (cause) {
        if (!(cause instanceof PlimsollError)) throw cause;
        throw sourceUnavailable(directory, `${cause.code}: ${cause.message}`, cause);
      }
    },
    release() {
      reader?.close();
      reader = undefined;
    },
  };
}

function* blocksOf(leaves: Iterable<PlacedLeaf>, count: number): Generator<readonly Uint8Array[]> {
  let [block, left] = [[] as Uint8Array[], count];
  if (left === 0) return;
  for (const { bytes } of leaves) {
    block.push(bytes);
    left -= 1;
    if (block.length < BLOCK_LEAVES && left > 0) continue;
    yield block;
    if (left === 0) return;
    block = [];
  }
  if (block.length > 0) yield block;
}
