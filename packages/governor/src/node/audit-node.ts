import { setTimeout as wait } from "node:timers/promises";
import { systemClock } from "@plimsoll/foundation/node";
import { processFacts } from "../process-table/process-facts.ts";
import { procFilesystem } from "../process-table/proc-filesystem.ts";
import type { AllowList } from "./allow-list.ts";
import { controllerOf } from "./controller-claim.ts";
import { findUnpaidCompute, type UnpaidTree } from "./find-unpaid-compute.ts";
import { journalsIn, runOf } from "./node-folder.ts";
import { type StoppedTree, stopUnpaid } from "./stop-unpaid.ts";

/** What an audit of a node counts as paid for, and how closely it looks. */
export interface NodeAudit {
  /** Folders whose runs are paid for. */
  readonly dataDirectories: readonly string[];
  readonly allow: AllowList;
  /** Between the two looks, ms. */
  readonly intervalMs: number;
  /** A tree that used less is not told of, ppm of one core. */
  readonly minCorePpm: number;
}

/**
 * `findUnpaidCompute` on this machine. Leased counts whoever is in a journal whose controller lives: a warden without one
 * kills its job at the end of the lease.
 */
export async function auditNode({ dataDirectories, ...audit }: NodeAudit): Promise<readonly UnpaidTree[]> {
  const processTable = procFilesystem();
  const filed = dataDirectories.flatMap((directory) =>
    journalsIn(directory).map(({ journal }) => ({ directory, journal })),
  );
  return await findUnpaidCompute({
    ...audit,
    processTable,
    facts: processFacts,
    clock: systemClock,
    wait,
    ownPid: process.pid,
    journals: filed.map(({ journal }) => journal),
    isLeased: (journal) =>
      filed.some(
        (each) => each.journal === journal && controllerOf(each.directory, runOf(journal), processTable) !== null,
      ),
  });
}

/** Stops what computes of a tree, on request. */
export const stopUnpaidTree = async (tree: UnpaidTree): Promise<StoppedTree> =>
  await stopUnpaid(tree, procFilesystem(), process.pid, wait);
