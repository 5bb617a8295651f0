import type { RerootingMap } from "@plimsoll/foundation";
import { type Role, ROLES } from "../command/role.ts";
import type { KernelState, Receipt, WalletKey } from "../state/state.ts";
import type { PoolKey } from "../wallet/pool.ts";
import { objects } from "./nested-columns.ts";
import { digests, integers, ownDigests, ownNames } from "./scalar-columns.ts";
import { attestations, deployments, releases } from "./state/deployment-columns.ts";
import { examinations, windowSets } from "./state/evidence-columns.ts";
import { affidavits, audits, labs, pools, quarterRecords, wallets } from "./state/lab-columns.ts";
import { checkpoints, contaminations, datasets, leases, lineages } from "./state/lineage-columns.ts";
import { revokedKeys } from "./state/key-columns.ts";
import { runs } from "./state/run-columns.ts";
import { plainTableOf, rising, type Table, tableOf } from "./table.ts";
import { names, pairs, publicKeys, wordsIn } from "./text-columns.ts";

/** The maps of a state. */
export type Maps = Omit<KernelState, "site" | "clockMs" | "entryCount">;

type Tables = { readonly [M in keyof Maps]: Maps[M] extends RerootingMap<infer K, infer V> ? Table<K, V> : never };

/** Ids and digests of commands stand nowhere else in a state: a list of shared texts would only make them longer. */
const receipts = objects<Receipt>({ digest: ownDigests, firstEntry: integers(), entries: integers() });

const byName = rising(names);
const byDigest = rising(digests);
const byWallet = rising(pairs<WalletKey>());
const byPool = rising(pairs<PoolKey>());

/** How every map of a state is laid out: one that is forgotten here does not compile. */
export const TABLES: Tables = {
  receipts: tableOf(ownNames, receipts),
  keys: plainTableOf<string, Role>(byName, wordsIn(ROLES)),
  revokedKeys: plainTableOf(byName, revokedKeys),
  publicKeys: plainTableOf(byName, publicKeys),
  labs: plainTableOf(byName, labs),
  wallets: plainTableOf(byWallet, wallets),
  quarters: plainTableOf(byWallet, quarterRecords),
  pools: tableOf(byPool, pools),
  affidavits: plainTableOf(byName, affidavits),
  lineages: tableOf(byName, lineages),
  runs: tableOf(byName, runs),
  checkpoints: tableOf(byDigest, checkpoints),
  windowSets: tableOf(byName, windowSets),
  examinations: tableOf(byName, examinations),
  leases: tableOf(byName, leases),
  datasets: tableOf(byDigest, datasets),
  radioactive: tableOf(byDigest, contaminations),
  deployments: tableOf(byName, deployments),
  attestations: tableOf(byDigest, attestations),
  releases: tableOf(byDigest, releases),
  audits: plainTableOf(byName, audits),
};
