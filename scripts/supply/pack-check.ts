// Packs what is published, twice from clean copies, installs all of it in an empty folder, and tries it there.
// Run: npm run pack:check [-- --once] [-- --keep]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkInstallation } from "./pack/check-installation.ts";
import { packFromCleanCopies } from "./pack/pack-from-clean-copies.ts";
import { ROOT } from "./workspace.ts";

const { values } = parseArgs({
  options: {
    /** One build: whether two are alike is not asked. */
    once: { type: "boolean", default: false },
    /** The folder stays, and its place is told. */
    keep: { type: "boolean", default: false },
  },
});
const work = mkdtempSync(join(tmpdir(), "plimsoll-pack-"));
try {
  const tarballs = packFromCleanCopies({ root: ROOT, work, of: "working-tree", copies: values.once ? 1 : 2 });
  for (const { file, bytes, sha256 } of tarballs) console.log(`${sha256}  ${file}  ${bytes} bytes`);
  for await (const line of checkInstallation(join(work, "tarballs"), tarballs, join(work, "empty"))) console.log(line);
  if (values.keep) console.log(work);
} finally {
  if (!values.keep) rmSync(work, { recursive: true, force: true });
}
