import type { Check } from "@plimsoll/sovereignty";
import { textTable } from "../output/text-table.ts";

/** What a stage demands, line by line. */
export const checkTable = (checks: readonly Check[]): string =>
  textTable([
    ["demand", "", "found"],
    ...checks.map(({ name, passed, found }) => [name, passed ? "yes" : "NO", found]),
  ]);
