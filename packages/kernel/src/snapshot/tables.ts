import type { RerootingMap } from "@plimsoll/foundation";
import type { Role } from "../command/role.ts";
import { ROLES } from "../command/role.ts";
import type { KernelState, Receipt, WalletKey } from "../state/state.ts";
import type { PoolKey } from "../wallet/pool.ts";
import { objects } from "./nested-columns.ts";
import { digests, integers, ownDigests, ownNames } from "./scalar-columns.ts";
import { attestations, deployments, releases } from "./state/deployment-columns.ts";
import { examinations, windowSets } from "./state/evidence-columns.ts";
import { affidavits, audits, labs, pools, quarterRecords, wallets } from "./state/lab-columns.ts";
import { checkpoints, contaminations, datasets, leases, lineages } from "./state/lineage-columns.ts";
import { runs } from "./state/run-columns.ts";
import { plainTableOf, type Table, tableOf } from "./table.ts";
import { names, pairs, wordsIn } from "./text-columns.ts";

/** The maps of a state. */
export type Maps = Omit<KernelState, "site" | "clockMs" | "entryCount">;

type Tables = { readonly [M in keyof Maps]: Maps[M] extends RerootingMap<infer K, infer V> ? Table<K, V> : never };

/** Ids and digests of commands stand nowhere else in a state: a list of shared texts would only make them longer. */
const receipts = objects<Receipt>({ digest: ownDigests, firstEntry: integers(), entries: integers() });

/** How every map of a state is laid out: one that is forgotten here does not compile. */
export const TABLES: Tables = {
  receipts: tableOf(ownNames, receipts),
  keys: plainTableOf<string, Role>(names, wordsIn(ROLES)),
  labs: plainTableOf(names, labs),
  wallets: plainTableOf(pairs<WalletKey>(), wallets),
  quarters: plainTableOf(pairs<WalletKey>(), quarterRecords),
  pools: tableOf(pairs<PoolKey>(), pools),
  affidavits: plainTableOf(names, affidavits),
  lineages: tableOf(names, lineages),
  runs: tableOf(names, runs),
  checkpoints: tableOf(digests, checkpoints),
  windowSets: tableOf(names, windowSets),
  examinations: tableOf(names, examinations),
  leases: tableOf(names, leases),
  datasets: tableOf(digests, datasets),
  radioactive: tableOf(digests, contaminations),
  deployments: tableOf(names, deployments),
  attestations: tableOf(digests, attestations),
  releases: tableOf(digests, releases),
  audits: plainTableOf(names, audits),
};
