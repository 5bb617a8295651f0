/**
 * What a durable append costs, beside what the disk and bare SQLite cost for the same bytes in the same run.
 *
 * Run: node --conditions=@plimsoll/source packages/ledger/bench/append.ts [folder]
 * The folder should lie on the disk in question: a tmpfs makes every fsync free. Prints one JSON line.
 */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { generateSigningKey } from "@plimsoll/foundation/node";
import { openLedger, type Publication } from "../src/index.ts";

const SINGLE_COMMITS = 1_000;
const BATCHES = 60;
const BATCH_ENTRIES = 1_024;

/** An entry of the size of a debit with its transfers, 300 bytes or so. */
const entry = (at: number): string =>
  `{"at":${1_790_000_000_000 + at},"command":"sha256:${"ab".repeat(32)}","kind":"wallet.debited","transfers":` +
  `[{"amountMicroCu":5000000,"from":"available","lab":"acme","quarter":"2026Q4","to":"reserved"}]}`;

const batch = (entries: number): Buffer[] => Array.from({ length: entries }, (_, at) => Buffer.from(entry(at)));

interface Subject {
  append(entries: readonly Buffer[]): void;
  close(): void;
}

function ledgerSubject(folder: string, publication: Publication): Subject {
  const ledger = openLedger({
    directory: join(folder, publication),
    origin: "bench",
    signingKey: generateSigningKey(),
    publication,
  });
  return { append: (entries) => void ledger.append(entries), close: () => ledger.close() };
}

function sqliteSubject(folder: string): Subject {
  const database = new DatabaseSync(join(folder, "bare.db"));
  database.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE entry (id INTEGER PRIMARY KEY, entry BLOB)",
  );
  const insert = database.prepare("INSERT INTO entry (entry) VALUES (?)");
  const append = (entries: readonly Buffer[]): void => {
    database.exec("BEGIN");
    for (const bytes of entries) insert.run(bytes);
    database.exec("COMMIT");
  };
  return { append, close: () => database.close() };
}

function diskSubject(folder: string): Subject {
  const descriptor = openSync(join(folder, "bare.log"), "a");
  const append = (entries: readonly Buffer[]): void => {
    writeSync(descriptor, Buffer.concat(entries));
    fdatasyncSync(descriptor);
  };
  return { append, close: () => closeSync(descriptor) };
}

/**
 * Durations of each commit in µs, per subject, in rising order. The subjects take turns, so that a busy neighbour on the
 * machine slows them all alike.
 */
function timeCommits(subjects: readonly Subject[], commits: number, entries: readonly Buffer[]): number[][] {
  const durations = subjects.map((): number[] => []);
  for (let turn = 0; turn < commits; turn += 1) {
    for (const [position, subject] of subjects.entries()) {
      const start = performance.now();
      subject.append(entries);
      durations[position]?.push((performance.now() - start) * 1_000);
    }
  }
  return durations.map((times) => times.sort((left, right) => left - right));
}

const quantile = (rising: readonly number[], ppm: number): number =>
  Math.round(rising.at(Math.floor((rising.length * ppm) / 1_000_000)) ?? Number.NaN);

/** The median batch, not the mean: a pause of a shared machine is not a cost of the subject. */
function figuresOf(single: readonly number[], batched: readonly number[]) {
  const entriesPerSecond = Math.round((BATCH_ENTRIES * 1e6) / quantile(batched, 500_000));
  return {
    singleCommitP50Us: quantile(single, 500_000),
    singleCommitP99Us: quantile(single, 990_000),
    entriesPerSecond,
  };
}

function measure(folder: string) {
  const names = ["disk", "sqlite", "ledger", "ledgerPublishing"];
  const subjects = [
    diskSubject(folder),
    sqliteSubject(folder),
    ledgerSubject(folder, "on-close"),
    ledgerSubject(folder, "each-commit"),
  ];
  const single = timeCommits(subjects, SINGLE_COMMITS, batch(1));
  const batched = timeCommits(subjects, BATCHES, batch(BATCH_ENTRIES));
  for (const subject of subjects) subject.close();
  return Object.fromEntries(
    names.map((name, position) => [name, figuresOf(single[position] ?? [], batched[position] ?? [])]),
  );
}

const folder = mkdtempSync(join(process.argv[2] ?? tmpdir(), "plimsoll-bench-"));
try {
  const figures = measure(folder);
  const ratioToDisk = (figures["ledger"]?.entriesPerSecond ?? 0) / (figures["disk"]?.entriesPerSecond ?? 0);
  console.log(
    JSON.stringify({
      bench: "ledger.append",
      entryBytes: entry(0).length,
      batchEntries: BATCH_ENTRIES,
      ...figures,
      ratioToDisk,
    }),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
