import { existsSync } from "node:fs";
import type { Clock } from "@plimsoll/foundation";
import { processFacts } from "../process-table/process-facts.ts";
import type { ProcessTable } from "../process-table/process-table.ts";
import type { Timers } from "../run/ports.ts";
import { dataFolder } from "../site/data-layout.ts";
import { readAllowList } from "./allow-list.ts";
import { controllerOf } from "./controller-claim.ts";
import { findUnpaidCompute, type UnpaidTree } from "./find-unpaid-compute.ts";
import { journalsIn, runOf } from "./node-folder.ts";

export interface UnpaidWatch {
  readonly dataDirectory: string;
  readonly processTable: ProcessTable;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly wait: (ms: number) => Promise<unknown>;
  readonly ownPid: number;
  readonly onFound: (found: readonly UnpaidTree[]) => void;
  /** A look that failed found nothing, and that is to be known: of several in a row the first. */
  readonly onFault: (fault: unknown) => void;
}

const LOOK_INTERVAL_MS = 300_000;
const WATCHED_MS = 2_000;
const MIN_CORE_PPM = 20_000;

/** Looks for unpaid compute now and then, where the data folder has an allow list: without one, everybody would be told of. */
export function watchUnpaid(watch: UnpaidWatch): { stop(): void } {
  if (!existsSync(dataFolder(watch.dataDirectory).unpaidAllowed)) return { stop: () => {} };
  let isFailing = false;
  const look = async (): Promise<void> => {
    const fault = await lookOnce(watch);
    if (fault !== null && !isFailing) watch.onFault(fault.cause);
    isFailing = fault !== null;
  };
  return watch.timers.every(LOOK_INTERVAL_MS, () => void look());
}

/** What came in the way; null where nothing did. */
async function lookOnce(watch: UnpaidWatch): Promise<{ readonly cause: unknown } | null> {
  const { dataDirectory, processTable, onFound } = watch;
  try {
    const found = await findUnpaidCompute({
      ...watch,
      facts: processFacts,
      journals: journalsIn(dataDirectory).map(({ journal }) => journal),
      isLeased: (journal) => controllerOf(dataDirectory, runOf(journal), processTable) !== null,
      allow: readAllowList(dataFolder(dataDirectory).unpaidAllowed),
      intervalMs: WATCHED_MS,
      minCorePpm: MIN_CORE_PPM,
    });
    if (found.length > 0) onFound(found);
    return null;
  } catch (cause) {
    return { cause };
  }
}
