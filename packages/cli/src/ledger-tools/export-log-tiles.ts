import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { exportTiles, type LedgerReader, type TilesExport } from "@plimsoll/ledger";
import { type FileToKeep, writeAtOnce } from "./kept-file.ts";
import { WatchedReader } from "./watched-reader.ts";
import { WorkProgress } from "../output/work-progress.ts";

const KEY_FILES = ["ledger.pub.pem", "ledger.vkey"];

/**
 * Writes or goes on with a folder of tiles that any web server can serve, the log's public key beside them. The key there is
 * a convenience: whoever checks has it from elsewhere. Throws as `exportTiles`, `TILES_FOREIGN` for another key there too.
 */
export function exportLogTiles(ledger: LedgerReader, directory: string, out: string): TilesExport {
  const keys = KEY_FILES.map((name) => ({ path: join(out, name), text: readFileSync(join(directory, name), "utf8") }));
  const missing = keys.filter((file) => !isKept(file));
  using progress = new WorkProgress("leaves");
  const exported = exportTiles(new WatchedReader(ledger, (leafIndex) => progress.show(leafIndex)), out);
  for (const file of missing) writeAtOnce(file);
  return exported;
}

/** Two logs may begin alike and be of two keys. */
function isKept({ path, text }: FileToKeep): boolean {
  if (!existsSync(path)) return false;
  if (readFileSync(path, "utf8") === text) return true;
  throw new PlimsollError({
    code: "TILES_FOREIGN",
    expected: "an empty folder, or tiles of this log",
    received: `another log's key in "${path}"`,
    fix: "give another folder",
  });
}
