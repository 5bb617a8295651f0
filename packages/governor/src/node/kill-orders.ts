import { existsSync, lstatSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { identifier, integer, object, type Shaped } from "@plimsoll/foundation";
import { namesIn, ordersFolder } from "./node-folder.ts";
import { writeNodeFile } from "./write-node-file.ts";
import { fileNameOf } from "../site/data-layout.ts";

const killOrderShape = object({
  version: integer(1, 1),
  run: identifier,
  /** Wall time, ms since 1970. */
  orderedAt: integer(),
});

/** A person's order to kill a run. It stands until the run's record is settled, whoever reads it and whenever. */
export type KillOrder = Shaped<typeof killOrderShape>;

/** The orders of a data folder. */
export interface KillOrders {
  /** Durable on return. Giving an order again changes nothing. */
  give(run: string, orderedAt: number): void;
  /** Whether the order stands. A file that cannot be understood is an order too: doubt kills. */
  isGiven(run: string): boolean;
  /** The run's end is in the ledger: the order is carried out. */
  settled(run: string): void;
  /** Names of the runs that orders stand for, as far as their files can be read. */
  standing(): readonly string[];
}

export function killOrdersIn(dataDirectory: string): KillOrders {
  const folder = ordersFolder(dataDirectory);
  const fileOf = (run: string): string => join(folder, `${fileNameOf(run)}.json`);
  return {
    give: (run, orderedAt) => {
      if (existsSync(fileOf(run))) return;
      const order: KillOrder = { version: 1, run, orderedAt };
      writeNodeFile(fileOf(run), `${JSON.stringify(order)}\n`);
    },
    isGiven: (run) => !isAbsent(fileOf(run)),
    settled: (run) => rmSync(fileOf(run), { force: true }),
    standing: () => namesIn(folder).flatMap((name) => runIn(join(folder, name)) ?? []),
  };
}

/** Only what is surely not there is none: a folder that may not be searched may hold an order. */
function isAbsent(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) === undefined;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "ENOTDIR";
  }
}

function runIn(file: string): string | null {
  try {
    const parsed = killOrderShape.parse(JSON.parse(readFileSync(file, "utf8")));
    return parsed.ok ? parsed.value.run : null;
  } catch {
    return null;
  }
}
