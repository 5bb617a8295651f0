import { join } from "node:path";
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

/** Takes the newest checkpoint of a ledger to all places; one that fails holds up no other. */
export async function anchoredEverywhere(
  reader: LedgerReader,
  directory: string,
  { policy, targets }: Places,
): Promise<readonly Anchored[]> {
  const { checkpoint } = reader;
  const atTargets = await Promise.all(targets.map((target) => anchoredAt(checkpoint, target)));
  return policy === null ? atTargets : [...atTargets, ...(await cosigned(reader, directory, policy))];
}

async function anchoredAt(checkpoint: string, target: AnchorTarget): Promise<Anchored> {
  const place = target.kind === "file" ? target.path : target.url;
  const receipt = await anchorTo(checkpoint, target);
  return receipt.ok
    ? { ok: true, place, what: `the checkpoint over ${receipt.value.size} leaves` }
    : { ok: false, place, what: `${receipt.error.code}: ${receipt.error.message}` };
}

/** Keeps what a quorum cosigned beside the ledger, where its next opening and every verifier look. */
async function cosigned(reader: LedgerReader, directory: string, policy: TlogPolicy): Promise<Anchored[]> {
  const { note, quorum, faults } = await cosignedCheckpoint(policy, {
    checkpoint: reader.checkpoint,
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
