import { PlimsollError } from "@plimsoll/foundation";
import type { Entry } from "@plimsoll/kernel";
import { systemClock } from "@plimsoll/foundation/node";
import { decisionsIn, type PlacedLeaf, type RecordedDecision } from "@plimsoll/ledger";
import {
  beginning,
  FollowedLog,
  ledgerSource,
  type LogSource,
  tilesFolderSource,
  tilesUrlSource,
} from "@plimsoll/witness";
import type { Verified } from "@plimsoll/verifier";
import { existsSync } from "node:fs";
import { logKeyOf } from "../ledger-tools/log-key.ts";
import { isTiled, ledgerVerdict } from "../ledger-tools/verify.ts";
import { fileText } from "../kernel-tools/input-file.ts";

const TIMEOUT_MS = 30_000;

/** As the sequencer's own. */
const CLOCK_TOLERANCE_MS = 5_000;

/** A ledger whose every leaf was proven to be its log's, and every entry to be what the kernel decides. */
export interface ProvenLedger {
  readonly origin: string;
  readonly entries: readonly Entry[];
  /** The signed command of each meter report, as the ledger keeps it. */
  readonly meterCauses: readonly string[];
}

/**
 * Verifies a ledger with its log's public key, and decides again every signed command in it: what the audit counts on, who paid
 * and what was declared, was allowed by the rules. What is read again after the verification is held against the root that was
 * verified. Throws the verifier's code, or that of a witness who would not sign.
 *
 * @param vkey a vkey, or a file with one or with a PEM
 */
export async function provenLedger(location: string, vkey: string): Promise<ProvenLedger> {
  const key = logKeyOf(existsSync(vkey) ? await fileText(vkey) : vkey);
  const verdict = await ledgerVerdict({ location, key, witnesses: [], policy: null, onProgress: () => {} });
  if (!verdict.ok) throw refuted(location, verdict.code, verdict.message);
  const leaves = await leavesOf(sourceAt(location), verdict);
  const decisions = [...decisionsIn(leaves)];
  return {
    origin: verdict.origin,
    entries: decisions.flatMap(({ entries }) => entries.map((text) => JSON.parse(text) as Entry)),
    meterCauses: decisions.filter(isMeterReport).flatMap(({ cause }) => cause ?? []),
  };
}

const isMeterReport = ({ entries }: RecordedDecision): boolean =>
  entries[0]?.includes('"kind":"meter.reported"') === true;

function sourceAt(location: string): LogSource {
  if (/^https?:/.test(location)) return tilesUrlSource(location, TIMEOUT_MS);
  return isTiled(location) ? tilesFolderSource(location) : ledgerSource(location);
}

async function leavesOf(
  source: LogSource,
  { leaves: count, root, origin }: Pick<Verified, "leaves" | "root" | "origin">,
): Promise<PlacedLeaf[]> {
  const leaves: PlacedLeaf[] = [];
  const log = new FollowedLog(beginning(), { origin, notAfterMs: systemClock.wallMs() + CLOCK_TOLERANCE_MS });
  for await (const block of source.leaves(0, count)) {
    for (const bytes of block.slice(0, count - leaves.length)) {
      log.take(bytes);
      leaves.push({ leafIndex: leaves.length, firstIndex: 0, entryCount: 0, bytes });
    }
  }
  source.release?.();
  log.endDecision();
  checkFollowed(source.name, log, root);
  return leaves;
}

function checkFollowed(location: string, log: FollowedLog, root: string): void {
  if (Buffer.from(log.root()).toString("hex") !== root)
    throw refuted(location, "LEDGER_DAMAGED", "it is another one than a moment ago");
  const { refusal } = log;
  if (refusal === null) return;
  const { code, entryIndex, expected, received } = refusal;
  throw refuted(location, code, `at entry ${entryIndex}, where ${expected} was expected: ${received}`);
}

const refuted = (location: string, code: string, message: string): PlimsollError =>
  new PlimsollError({
    code,
    expected: `the ledger at "${location}" to hold under the log's key`,
    received: message,
    fix: "compare the key, and fetch the ledger again",
  });
