import { type Digest, RerootingMap } from "@plimsoll/foundation";
import type { AuditRecord } from "../audit/audit-record.ts";
import type { Role } from "../command/role.ts";
import type { WindowSet } from "../control/window-set.ts";
import type { Examination } from "../credit/examination.ts";
import type { Policy } from "../policy/policy.ts";
import type { Pool, PoolKey } from "../wallet/pool.ts";
import type { Quarter } from "../wallet/quarter.ts";
import type { QuarterRecord } from "../wallet/quarter-record.ts";
import type { Wallet } from "../wallet/wallet.ts";
import type { Affidavit } from "./affidavit.ts";
import type { Attestation } from "./attestation.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { Contamination, Dataset } from "./dataset.ts";
import type { Deployment } from "./deployment.ts";
import type { Lab } from "./lab.ts";
import type { Lease } from "./lease.ts";
import type { Lineage } from "./lineage.ts";
import type { ReleaseVerdict } from "./release-verdict.ts";
import type { RevokedKey } from "./revoked-key.ts";
import type { Run } from "./run.ts";

/**
 * Everything the kernel knows, as a value: the fold of all entries (law L7).
 * A state is never changed; `apply` gives the next one.
 */
export interface KernelState {
  readonly site: Site | null;
  /** Stamp of the newest entry, ms since 1970. */
  readonly clockMs: number;
  /** Entries folded so far: the index of the next one in the ledger. */
  readonly entryCount: number;
  readonly receipts: RerootingMap<string, Receipt>;
  /** The keys that may sign now. */
  readonly keys: RerootingMap<string, Role>;
  /** Keys that had a role once, and never have one again. */
  readonly revokedKeys: RerootingMap<string, RevokedKey>;
  /** Public keys that the ledger itself carries, in Base64, by their ids. */
  readonly publicKeys: RerootingMap<string, string>;
  readonly labs: RerootingMap<string, Lab>;
  readonly wallets: RerootingMap<WalletKey, Wallet>;
  readonly quarters: RerootingMap<WalletKey, QuarterRecord>;
  readonly pools: RerootingMap<PoolKey, Pool>;
  readonly affidavits: RerootingMap<string, Affidavit>;
  readonly lineages: RerootingMap<string, Lineage>;
  readonly runs: RerootingMap<string, Run>;
  readonly checkpoints: RerootingMap<Digest, Checkpoint>;
  readonly windowSets: RerootingMap<string, WindowSet>;
  readonly examinations: RerootingMap<string, Examination>;
  readonly leases: RerootingMap<string, Lease>;
  readonly datasets: RerootingMap<Digest, Dataset>;
  /** Datasets that a kill contaminated. */
  readonly radioactive: RerootingMap<Digest, Contamination>;
  readonly deployments: RerootingMap<string, Deployment>;
  /** By node key. */
  readonly attestations: RerootingMap<Digest, Attestation>;
  /** By artifact. */
  readonly releases: RerootingMap<Digest, ReleaseVerdict>;
  /** By lab. */
  readonly audits: RerootingMap<string, AuditRecord>;
}

/** What the first entry of a ledger founds: a name and the policy in force. */
export interface Site {
  readonly name: string;
  readonly policy: Policy;
  readonly policyDigest: Digest;
  /** A wider policy that waits for its time; null when none does. */
  readonly scheduled: { readonly policy: Policy; readonly effectiveAt: number } | null;
}

/** Where the entries of a decided command are: the same command again gets the same answer. */
export interface Receipt {
  readonly digest: string;
  readonly firstEntry: number;
  readonly entries: number;
}

export type WalletKey = `${string}/${Quarter}`;

/** The name of a wallet: one lab in one quarter. */
export const walletKey = (lab: string, quarter: Quarter): WalletKey => `${lab}/${quarter}`;

/**
 * The state before the first entry. A new one each time: versions of a map are chained from the oldest on, and one that the
 * module held for ever would keep every difference alive.
 */
export const emptyState = (): KernelState => ({
  site: null,
  clockMs: 0,
  entryCount: 0,
  receipts: RerootingMap.empty(),
  keys: RerootingMap.empty(),
  revokedKeys: RerootingMap.empty(),
  publicKeys: RerootingMap.empty(),
  labs: RerootingMap.empty(),
  wallets: RerootingMap.empty(),
  quarters: RerootingMap.empty(),
  pools: RerootingMap.empty(),
  affidavits: RerootingMap.empty(),
  lineages: RerootingMap.empty(),
  runs: RerootingMap.empty(),
  checkpoints: RerootingMap.empty(),
  windowSets: RerootingMap.empty(),
  examinations: RerootingMap.empty(),
  leases: RerootingMap.empty(),
  datasets: RerootingMap.empty(),
  radioactive: RerootingMap.empty(),
  deployments: RerootingMap.empty(),
  attestations: RerootingMap.empty(),
  releases: RerootingMap.empty(),
  audits: RerootingMap.empty(),
});
