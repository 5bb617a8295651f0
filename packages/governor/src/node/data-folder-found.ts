import { existsSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
import { dataFolder } from "../site/data-layout.ts";
import { controllersFolder, journalsFolder, ordersFolder } from "./node-folder.ts";

/**
 * Sees that a folder is a site's, or holds what a node keeps: jobs are killed by their journals, with or without a ledger.
 * Throws `SITE_NOT_FOUND`.
 */
export function assertDataFolder(dataDirectory: string): void {
  const parts = [
    dataFolder(dataDirectory).ledger,
    ...[journalsFolder, controllersFolder, ordersFolder].map((of) => of(dataDirectory)),
  ];
  if (parts.some((part) => existsSync(part))) return;
  throw new PlimsollError({
    code: "SITE_NOT_FOUND",
    expected: "the data folder of a site",
    received: `"${dataDirectory}", which is none: nobody was looked for and nobody was killed`,
    fix: "name the folder that plimsoll run was given with --data",
  });
}
