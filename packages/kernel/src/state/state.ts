import { type Digest, RerootingMap } from "@plimsoll/foundation";
import type { Role } from "../command/command.ts";
import type { Policy } from "../policy/policy.ts";
import type { WindowSet } from "../control/window-set.ts";
import type { Accreditation } from "../wallet/allocation.ts";
import type { Quarter } from "../wallet/quarter.ts";
import type { Wallet } from "../wallet/wallet.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { Lease } from "./lease.ts";
import type { Lineage } from "./lineage.ts";
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
  readonly keys: RerootingMap<string, Role>;
  readonly labs: RerootingMap<string, Lab>;
  readonly wallets: RerootingMap<WalletKey, Wallet>;
  readonly lineages: RerootingMap<string, Lineage>;
  readonly runs: RerootingMap<string, Run>;
  readonly checkpoints: RerootingMap<Digest, Checkpoint>;
  readonly windowSets: RerootingMap<string, WindowSet>;
  readonly leases: RerootingMap<string, Lease>;
  /** Datasets that a kill contaminated, with the lineage that did it. */
  readonly radioactive: RerootingMap<Digest, string>;
}

export interface Site {
  readonly name: string;
  readonly policy: Policy;
  readonly policyDigest: Digest;
}

export interface Lab extends Accreditation {
  readonly lab: string;
  readonly labKey: string;
}

/** Where the entries of a decided command are: the same command again gets the same answer. */
export interface Receipt {
  readonly digest: string;
  readonly firstEntry: number;
  readonly entries: number;
}

export type WalletKey = `${string}/${Quarter}`;

export const walletKey = (lab: string, quarter: Quarter): WalletKey => `${lab}/${quarter}`;

export const EMPTY_STATE: KernelState = {
  site: null,
  clockMs: 0,
  entryCount: 0,
  receipts: RerootingMap.empty(),
  keys: RerootingMap.empty(),
  labs: RerootingMap.empty(),
  wallets: RerootingMap.empty(),
  lineages: RerootingMap.empty(),
  runs: RerootingMap.empty(),
  checkpoints: RerootingMap.empty(),
  windowSets: RerootingMap.empty(),
  leases: RerootingMap.empty(),
  radioactive: RerootingMap.empty(),
};
