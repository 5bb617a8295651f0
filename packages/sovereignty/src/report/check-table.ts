import type { Check } from "../verdict/stage-reports.ts";
import type { Html } from "./html.ts";
import { mark } from "./mark.ts";
import { table } from "./table.ts";

/** What a stage demands, point by point, with what was found. */
export const checkTable = (caption: string, checks: readonly Check[]): Html =>
  table({
    caption,
    heads: ["demanded", "met", "found"],
    rows: checks.map(({ name, passed, found }) => [name, mark(passed ? "good" : "bad", passed ? "yes" : "no"), found]),
  });
