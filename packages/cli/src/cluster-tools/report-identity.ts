import { existsSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Digest } from "@plimsoll/foundation";
import { regularFileText } from "./input/regular-file.ts";
import { refuseNoFolderAt, refuseOutputsInTheWay } from "./output/output-files.ts";

/** All that decides what a report says: two of one identity are equal. It stands in report.json. */
export interface ReportIdentity {
  readonly command: "bench" | "evaluate";
  readonly specDigests: Readonly<Record<string, Digest>>;
  readonly episodes: number;
  readonly seed: number;
  readonly resamples: number;
  readonly reference: string;
  /** Heuristics have no digest. */
  readonly policies: readonly { readonly label: string; readonly digests: readonly (Digest | null)[] }[];
}

export const REPORT_FILES = ["report.md", "report.json", "returns.svg", "differences.svg", "profiles.svg"] as const;

/** Before anything is played. Throws `FILE_EXISTS` where another report is in the folder, `OUT_NOT_A_FOLDER`, `OUT_NOT_A_FILE`. */
export function refuseOlderReport(folder: string, identity: ReportIdentity, force: boolean): void {
  refuseNoFolderAt(folder);
  const paths = REPORT_FILES.map((name) => join(folder, name));
  refuseOutputsInTheWay(paths, force || isDeepStrictEqual(identityIn(join(folder, "report.json")), identity));
}

/** Null where there is no report, or none that says what it is of. */
function identityIn(path: string): unknown {
  try {
    return existsSync(path) ? (JSON.parse(regularFileText(path)) as { identity?: unknown }).identity : null;
  } catch {
    return null;
  }
}
