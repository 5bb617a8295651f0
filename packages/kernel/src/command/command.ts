import {
  decimal,
  digest,
  identifier,
  integer,
  list,
  matching,
  nullable,
  object,
  oneOf,
  type Shaped,
  union,
} from "@plimsoll/foundation";
import { contextShape, dimensionShape } from "../control/cell.ts";
import { policyShape } from "../policy/policy.ts";

/** Roles of keys. There are no passwords and no unsigned writes. */
export const ROLES = ["operator", "lab", "evaluator", "node", "auditor", "witness", "meter"] as const;
export type Role = (typeof ROLES)[number];

const keyId = matching("a key id (16 hexadecimal digits)", /^[0-9a-f]{16}$/);
const keyShape = object({ keyId, role: oneOf(...ROLES) });

const basisShape = union("kind", {
  /** Training from scratch, from a registered seed. */
  genesis: { seed: identifier },
  /** Training on from weights: a checkpoint of the lineage, or an import that no lease produced. */
  weights: { digest, trainedFlop: nullable(decimal) },
});

/** Everything a caller may ask of the kernel (ACB-K; spec/kernel.md K-10 to K-60). */
export const commandShape = union("type", {
  "site.open": { site: identifier, policy: policyShape, keys: list(keyShape, 64) },
  "lab.accredit": {
    lab: identifier,
    labKey: keyId,
    headcount: integer(1, 1_000_000),
    baselineComputeUnits: integer(0, 1_000_000_000),
  },
  "run.start": {
    run: identifier,
    lab: identifier,
    lineage: identifier,
    tier: oneOf(1, 2, 3),
    basis: basisShape,
    datasets: list(digest, 64),
  },
  "run.end": { run: identifier, reason: oneOf("finished", "failed", "abandoned", "lost", "killed") },
  "checkpoint.register": { run: identifier, digest, step: nullable(integer()), trainedFlop: nullable(decimal) },
  "windows.register": { set: identifier, run: identifier, digest, probeSet: digest },
  "windows.draw": { set: identifier, pulse: digest },
  "trials.record": {
    set: identifier,
    dimension: dimensionShape,
    context: contextShape,
    controlled: integer(0, 1_000_000),
    uncontrolled: integer(0, 1_000_000),
    void: integer(0, 1_000_000),
    /** Digest of the trial lines, whose bytes stay with the evaluator. */
    transcript: digest,
  },
  "windows.close": { set: identifier },
  "lease.request": { lease: identifier, run: identifier, node: identifier },
  "evaluation_lease.request": { lease: identifier, set: identifier, node: identifier },
  "lease.end": { lease: identifier, reason: oneOf("released", "expired") },
  /** The shell's heartbeat: renews these leases, closes what is overdue, throttles what went stale. */
  tick: { holders: list(identifier, 100_000) },
  "kill.confirm": {
    lineage: identifier,
    channel: oneOf("process-table", "meter"),
    survivors: integer(0, 0),
    elapsedMs: integer(0, 86_400_000),
  },
});

export type Command = Shaped<typeof commandShape>;
export type CommandType = Command["type"];
export type CommandOf<T extends CommandType> = Extract<Command, { readonly type: T }>;

/** A signature that the shell has verified: the kernel checks roles, not curves. */
export interface Signer {
  readonly keyId: string;
}

/** A command as the sequencer hands it in: verified, stamped, with the digest of its signed bytes. */
export interface StampedCommand {
  /** The idempotency key: same id and digest, same receipt. */
  readonly id: string;
  readonly digest: string;
  /** Milliseconds since 1970 by the site's sequencer; never running back. */
  readonly at: number;
  readonly signers: readonly Signer[];
  /** Hostile until `decide` has parsed it. */
  readonly body: unknown;
}

export const stampShape = object({
  id: identifier,
  digest,
  at: integer(),
  signers: list(object({ keyId }), 16),
});
