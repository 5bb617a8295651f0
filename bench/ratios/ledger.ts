import { type Figure, inverse } from "../figure.ts";
import type { HistoryLine } from "../history.ts";
import type { PeerRatio, RatioReader } from "./peer-ratio.ts";

interface LedgerLine extends HistoryLine {
  readonly commits: Readonly<Record<"ratioToDisk" | "groupRatioToDisk" | "ratioToSqlite" | "singleToSync", Figure>>;
  readonly tessera: Readonly<Record<"ratio" | "groupRatio", Figure>> | null;
}

const DISK = "the disk, write and fdatasync";

const ratio = (figure: string, peer: string, times: Figure): PeerRatio => ({ figure, peer, version: null, times });

/** Durable appending. The ledger signs and hashes; the disk and SQLite prove nothing. */
export const ledgerRatios: RatioReader = (line) => {
  const { commits, tessera } = line as LedgerLine;
  const own = [
    ratio("entries a second, one decision", DISK, commits.ratioToDisk),
    ratio("entries a second, a group", DISK, commits.groupRatioToDisk),
    ratio("one entry durable", DISK, inverse(commits.singleToSync)),
    ratio("entries a second, one decision", "SQLite, bare inserts", commits.ratioToSqlite),
  ];
  if (tessera === null) return own;
  return [
    ...own,
    ratio("entries a second and core, one decision", "Tessera, POSIX", tessera.ratio),
    ratio("entries a second and core, a group", "Tessera, POSIX", tessera.groupRatio),
  ];
};
