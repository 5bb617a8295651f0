import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { anchorTo, type AnchorTarget, type LedgerReader, type TlogPolicy } from "@plimsoll/ledger";
import { cosignedCheckpoint } from "@plimsoll/witness";
import type { Places } from "./anchor-places.ts";
import { writeAtOnce } from "./kept-file.ts";

/** What became of a checkpoint at one place. */
export interface Anchored {
  readonly ok: boolean;
  readonly place: string;
  readonly what: string;
}

const WITNESS_TIMEOUT_MS = 20_000;

/** A checkpoint of a ledger to be kept elsewhere. */
export interface ToAnchor {
  readonly reader: LedgerReader;
  readonly directory: string;
  /** The newest note that is published. */
  readonly checkpoint: string;
}

/** Takes a checkpoint of a ledger to all places; one that fails holds up no other. */
export async function anchoredEverywhere(ledger: ToAnchor, { policy, targets }: Places): Promise<readonly Anchored[]> {
  const atTargets = await Promise.all(targets.map((target) => anchoredAt(ledger.checkpoint, target)));
  return policy === null ? atTargets : [...atTargets, ...(await cosigned(ledger, policy))];
}

/**
 * The newest checkpoint that the writer has published. What a reader sees beyond it may still be under way to the disk, and a checkpoint
 * that witnesses hold and a power cut takes back would close the ledger for good (LG-12). Throws `LEDGER_NOT_FOUND` before the first.
 */
export function publishedCheckpoint(directory: string): string {
  const file = join(directory, "checkpoint");
  if (existsSync(file)) return readFileSync(file, "utf8");
  throw new PlimsollError({
    code: "LEDGER_NOT_FOUND",
    expected: `a published checkpoint in "${directory}"`,
    received: "none",
    fix: "wait a second: a writer publishes once a second, and at its end",
  });
}

async function anchoredAt(checkpoint: string, target: AnchorTarget): Promise<Anchored> {
  const place = target.kind === "file" ? target.path : target.url;
  const receipt = await anchorTo(checkpoint, target);
  return receipt.ok
    ? { ok: true, place, what: `the checkpoint over ${receipt.value.size} leaves` }
    : { ok: false, place, what: `${receipt.error.code}: ${receipt.error.message}` };
}

/** Keeps what a quorum cosigned beside the ledger, where its next opening and every verifier look. */
async function cosigned({ reader, directory, checkpoint }: ToAnchor, policy: TlogPolicy): Promise<Anchored[]> {
  const { note, quorum, faults } = await cosignedCheckpoint(policy, {
    checkpoint,
    proveConsistency: (oldSize, newSize) => reader.proveConsistency(oldSize, newSize),
    timeoutMs: WITNESS_TIMEOUT_MS,
  });
  if (quorum.met) writeAtOnce({ path: join(directory, "checkpoint.witnessed"), text: note });
  const signed = quorum.signed.map(({ name }) => name).join(", ");
  return [
    ...[...faults].map(([place, fault]) => ({ ok: false, place, what: `${fault.code}: ${fault.message}` })),
    quorum.met
      ? { ok: true, place: "witnesses", what: `cosigned by ${signed || "nobody, as the policy allows"}` }
      : { ok: false, place: "witnesses", what: `the quorum is not met; cosigned by ${signed || "nobody"}` },
  ];
}
