import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Digest, PlimsollError } from "@plimsoll/foundation";
import {
  digestOfFreeze,
  type FreezeRecord,
  freezeMismatch,
  freezeRecord,
  freezeRecordShape,
  type ModuleTexts,
  recordDigest,
} from "@plimsoll/sovereignty";
import type { LogKey } from "../ledger-tools/log-key.ts";
import { type LedgerVerdict, ledgerVerdict } from "../ledger-tools/verify.ts";
import { InvalidRunError } from "./invalid-run-error.ts";
import { loadedSources } from "./loaded-sources.ts";
import { type ComparedFile, type PlayerSetup, RecordPlayer } from "./record-player.ts";
import { malformed, parsed } from "./recorded-protocol.ts";
import { RECORD_FILES, RECORD_NAMES, type RecordName, RunFolder } from "./run-folder.ts";
import { signedIn, type SignedRecord } from "./signed-log.ts";

/** A file that was made again. */
export interface ReplayedFile extends ComparedFile {
  /** Whether the folder's log has signed these very bytes; null where no log was asked, or the file is none that it signs by itself. */
  readonly signed: boolean | null;
}

export interface ReplayOutcome {
  readonly files: readonly ReplayedFile[];
  /** False where the record is of other modules than this program has loaded: its bytes are compared all the same. */
  readonly freezeMatches: boolean;
  readonly freezeDigest: Digest;
  /** The verifier's answer; null where no log was asked. */
  readonly ledger: LedgerVerdict | null;
}

export interface ReplaySetup extends PlayerSetup {
  /** The folder, or one record of it. */
  readonly location: string;
  /**
   * Whoever brings one asks for the log: where there is none, that is an answer and it is no. Default: the log's own, which proves
   * only that the log agrees with itself.
   */
  readonly key: LogKey | null;
  readonly texts?: ModuleTexts;
}

/**
 * Makes the records of an experiment again, from their seeds and the modules of this program alone, and compares bytes.
 *
 * Throws `RECORD_MALFORMED`, `RECORD_NOT_FOUND`, `RECORD_INCOMPLETE`; `InvalidRunError` where the folder's freeze is in this program's form and not this
 * program's.
 */
export async function replay(setup: ReplaySetup): Promise<ReplayOutcome> {
  const isFolder = statSync(setup.location, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const folder = new RunFolder(isFolder ? setup.location : dirname(setup.location));
  const names = RECORD_NAMES.filter((name) =>
    isFolder ? folder.text(RECORD_FILES[name]) !== null : isRecord(name, setup.location),
  );
  if (names.length === 0) throw recordNotFound(setup.location);
  const loaded = freezeRecord(setup.texts ?? loadedSources());
  const hasLog = isFolder && existsSync(join(folder.ledger, "ledger.log"));
  const signed = hasLog || setup.key !== null ? signedIn(folder) : null;
  const frozen = names.includes("freeze") ? recordedFreeze(folder, loaded) : null;
  const player = new RecordPlayer(folder, loaded, setup, frozen);
  const files: ReplayedFile[] = [];
  const missing =
    isFolder && signed !== null ? RECORD_NAMES.filter((name) => signed.has(name) && !names.includes(name)) : [];
  for (const name of names) {
    // It follows from all of them: without one there is nothing to make it from.
    if (name === "verdict" && missing.length > 0) {
      files.push({ ...UNFOUNDED, signed: null });
      continue;
    }
    const text = isFolder ? folder.text(RECORD_FILES[name])! : readFileSync(setup.location, "utf8");
    const isSigned = signed === null ? null : signed.get(name)?.record === recordDigest(text);
    const [record, ...traces] = await player.replayed(name, text);
    files.push({ ...record, signed: isSigned });
    // Who hands in one record asks for that one: it holds the digests of its traces.
    if (isFolder) files.push(...traces.map((trace) => ({ ...trace, signed: null })));
  }
  if (isFolder && signed !== null) files.push(...missingFiles(folder, missing, signed, files));
  const ledger = signed === null ? null : await provenLog(folder, setup.key);
  return { files, freezeMatches: player.freezeMatches, freezeDigest: loaded.freezeDigest, ledger };
}

/** What the log has signed and what is not there: records, and traces that no record lists any more. */
function missingFiles(
  folder: RunFolder,
  missing: readonly RecordName[],
  signed: ReadonlyMap<RecordName, SignedRecord>,
  told: readonly ReplayedFile[],
): readonly ReplayedFile[] {
  const traces = [...signed.values()]
    .flatMap((record) => record.traces.map(({ file }) => file))
    .filter((file) => folder.text(file) === null && !told.some((each) => each.file === file));
  return [...missing.map((name) => RECORD_FILES[name]), ...traces].map((file) => ({
    file,
    identical: null,
    difference: null,
    signed: null,
  }));
}

const UNFOUNDED: ComparedFile = {
  file: RECORD_FILES.verdict,
  identical: false,
  difference: { path: "", recorded: "a verdict", replayed: "none: a record is missing that it follows from" },
};

const provenLog = ({ ledger: location }: RunFolder, key: LogKey | null): Promise<LedgerVerdict> =>
  ledgerVerdict({ location, key, witnesses: [], policy: null, onProgress: () => {} });

const isRecord = (name: RecordName, location: string): boolean =>
  basename(location) === RECORD_FILES[name] && existsSync(location);

/** The freeze of a folder. One of the other form cannot be compared with what is loaded, and is no reason to refuse. */
function recordedFreeze(folder: RunFolder, loaded: FreezeRecord): FreezeRecord {
  const frozen = parsed(freezeRecordShape, RECORD_FILES.freeze, folder.text(RECORD_FILES.freeze)!);
  const digest = digestOfFreeze(frozen);
  if (digest !== frozen.freezeDigest)
    throw malformed(RECORD_FILES.freeze, {
      path: "/freezeDigest",
      expected: `the digest of its own artefacts, ${digest},`,
      received: frozen.freezeDigest,
    });
  const mismatch = frozen.form === loaded.form ? freezeMismatch(frozen, loaded) : null;
  if (mismatch !== null) throw new InvalidRunError(mismatch);
  return frozen;
}

const recordNotFound = (location: string): PlimsollError =>
  new PlimsollError({
    code: "RECORD_NOT_FOUND",
    expected: `the folder of an experiment, or one of ${Object.values(RECORD_FILES).join(", ")}`,
    received: `"${location}"`,
    fix: "begin one: plimsoll lab sovereignty run",
  });
