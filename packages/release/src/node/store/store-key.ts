import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateSigningKey, type SigningKey, signingKeyFromPem } from "@plimsoll/foundation/node";
import { withFileFaults } from "./file-fault.ts";
import { keyMissing } from "./store-fault.ts";
import { layoutOf } from "./store-layout.ts";

/** The key of a store: made with it, and never again. Throws `RELEASE_KEY_MISSING`, `KEY_MALFORMED`. */
export function storeKey(directory: string): SigningKey {
  const { key, publicKey, log } = layoutOf(directory);
  return withFileFaults(directory, () => {
    if (!existsSync(key)) {
      if (existsSync(join(log, "ledger.log"))) throw keyMissing(directory);
      place(key, generateSigningKey().toPem(), 0o600);
    }
    const signingKey = signingKeyFromPem(readFileSync(key, "utf8"));
    if (!existsSync(publicKey)) place(publicKey, signingKey.publicKey.toPem(), 0o644);
    return signingKey;
  });
}

/** All of it or nothing. Where another process was first, its file stays. */
export function place(file: string, text: string, mode: number): void {
  const draft = `${file}.${process.pid}.draft`;
  try {
    writeFileSync(draft, text, { mode, flush: true });
    linkSync(draft, file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
  } finally {
    rmSync(draft, { force: true });
  }
}
