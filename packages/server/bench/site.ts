import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Digest, digestOfValue } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { dataFolder, FileKeyRing, siteIn } from "@plimsoll/governor";
import { starterPolicy } from "@plimsoll/kernel";
import { type SignedCommand, signCommand } from "@plimsoll/ledger";

/** A site in a new folder, with a lab whose signed commands are what the bench sends. */
export interface BenchSite {
  readonly directory: string;
  /** One signed command that adds one entry; no two are the same. */
  command(): SignedCommand;
}

export function benchSite(): BenchSite {
  const directory = mkdtempSync(join(tmpdir(), "plimsoll-server-bench-"));
  const keys = new FileKeyRing(dataFolder(directory).keys);
  {
    using site = siteIn(directory, keys, systemClock);
    site.open("bench", starterPolicy);
    site.accredit("acme", 10, 0);
  }
  const key = keys.key("lab-acme");
  let made = 0;
  return {
    directory,
    command: () => {
      made += 1;
      const dataset = digestOfValue(`dataset ${made}`);
      const chunks: readonly Digest[] = [dataset];
      const body = { type: "dataset.register", dataset, lab: "acme", chunks, derivedFrom: [] };
      const claim = { log: LOG, id: `dataset.register:${made}`, body, claimedAt: systemClock.wallMs() };
      return signCommand(claim, [key]);
    },
  };
}

const LOG = "plimsoll.local/site";
