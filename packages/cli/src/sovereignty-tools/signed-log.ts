import { existsSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson, type Clock, type Digest, PlimsollError } from "@plimsoll/foundation";
import { type SigningKey, systemClock } from "@plimsoll/foundation/node";
import { dataFolder, FileKeyRing } from "@plimsoll/governor";
import { type Ledger, type LedgerReader, openLedger, openLedgerReader } from "@plimsoll/ledger";
import type { TraceFile } from "@plimsoll/sovereignty";
import { RECORD_NAMES, type RecordName, type RunFolder } from "./run-folder.ts";

/** What the log says of a record. */
export interface SignedRecord {
  readonly stage: RecordName;
  readonly record: Digest;
  readonly freeze: Digest;
  readonly traces: readonly TraceFile[];
}

const ORIGIN = "plimsoll.local/sovereignty";
const KIND = "sovereignty.recorded";

/**
 * The ledger of a run folder: an entry for each record, signed when the record is on the disk. A stage is done when both are
 * there. `plimsoll ledger verify` checks it with the public key alone.
 */
export class SignedLog implements Disposable {
  readonly #ledger: Ledger;
  readonly #clock: Clock;

  /**
   * Opens it as its only writer. Throws `DATA_IN_USE`, `KEY_NOT_FOUND` and what `openLedger` throws.
   *
   * @param site data folder of the site whose ledger key signs; else a key that is made for the run folder
   */
  constructor(folder: RunFolder, site: string | undefined, clock: Clock = systemClock) {
    const signingKey = site === undefined ? folderKey(folder) : siteKey(site);
    this.#ledger = openLedger({ directory: folder.ledger, origin: ORIGIN, signingKey });
    this.#clock = clock;
  }

  sign({ stage, record, freeze, traces }: SignedRecord): void {
    const at = Math.max(this.#clock.wallMs(), this.#lastAt());
    const files = traces.map(({ file, digest, entries }) => ({ file, digest, entries }));
    this.#ledger.append([canonicalJson({ at, kind: KIND, stage, record, freeze, traces: files })]);
    this.#ledger.publish();
  }

  first(): ReadonlyMap<RecordName, SignedRecord> {
    return signedRecords(this.#ledger);
  }

  [Symbol.dispose](): void {
    this.#ledger.close();
  }

  /** Time does not run back in a log. */
  #lastAt(): number {
    let last = 0;
    for (const { text } of this.#ledger.entries(Math.max(0, this.#ledger.size - 1)))
      last = (JSON.parse(text) as { readonly at: number }).at;
    return last;
  }
}

/** What the log of a folder has signed; nothing where there is no log. It is read, and not proven: the verifier does that. */
export function signedIn(folder: RunFolder): ReadonlyMap<RecordName, SignedRecord> {
  if (!existsSync(join(folder.ledger, "ledger.log"))) return new Map();
  using reader = openLedgerReader({ directory: folder.ledger });
  return signedRecords(reader);
}

/** Each record as it was signed first: what was signed once stands, whatever is signed after it. */
function signedRecords(ledger: LedgerReader): ReadonlyMap<RecordName, SignedRecord> {
  const signed = new Map<RecordName, SignedRecord>();
  for (const { text } of ledger.entries()) {
    const { kind, ...record } = JSON.parse(text) as SignedRecord & { readonly kind: string };
    if (kind === KIND && RECORD_NAMES.includes(record.stage) && !signed.has(record.stage))
      signed.set(record.stage, record);
  }
  return signed;
}

/** A key is made with the log and never after it: another one could not go on with it. */
function folderKey(folder: RunFolder): SigningKey {
  if (existsSync(join(folder.ledger, "ledger.log")) && !existsSync(join(folder.keys, "ledger.pem")))
    throw keyNotFound(
      folder.keys,
      "name the site that signed with --data, or only read it: plimsoll lab sovereignty replay",
    );
  return new FileKeyRing(folder.keys).key("ledger");
}

function siteKey(site: string): SigningKey {
  const { keys } = dataFolder(site);
  if (!existsSync(join(keys, "ledger.pem"))) throw keyNotFound(keys, `make a site: plimsoll init --data ${site}`);
  return new FileKeyRing(keys).key("ledger");
}

const keyNotFound = (keys: string, fix: string): PlimsollError =>
  new PlimsollError({
    code: "KEY_NOT_FOUND",
    expected: "the private key that signs the records",
    received: `no ledger.pem in "${keys}"`,
    fix,
  });
