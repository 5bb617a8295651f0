import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Clock, PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { openLedger, openLedgerReader } from "@plimsoll/ledger";
import { HandInFolder } from "./hand-in/hand-in-folder.ts";
import { SharedWriter } from "./hand-in/shared-writer.ts";
import { FileKeyRing } from "./key-ring.ts";
import { Site } from "./site.ts";

/** Where the parts of a site lie in its data folder. */
export const dataFolder = (directory: string) => ({
  ledger: join(directory, "ledger"),
  keys: join(directory, "keys"),
  journals: join(directory, "journals"),
  runs: join(directory, "runs"),
  modelSigning: join(directory, "model-signing"),
  handIn: join(directory, "hand-in"),
  /** Of a node of a mesh: there the node decides, and nobody in its place. */
  meshSites: join(directory, "sites.json"),
  /** What gates need of a site: public, and fit to be copied. */
  jwks: join(directory, "gate", "jwks.json"),
  withdrawals: join(directory, "gate", "withdrawals.json"),
});

/** What a run's job prints. */
export const jobOutputFile = (directory: string, run: string): string =>
  join(dataFolder(directory).runs, run, "output.log");

/**
 * Opens the site of a data folder: as its writer, or, while another process is that, as one that hands its commands in.
 * Throws `SITE_NOT_FOUND` where none was made; `SITE_BUSY` when the writer does not answer.
 */
export function openSite(directory: string, clock: Clock = systemClock): Site {
  if (!existsSync(dataFolder(directory).ledger)) {
    throw new PlimsollError({
      code: "SITE_NOT_FOUND",
      expected: "a data folder with a site",
      received: `"${directory}"`,
      fix: `make one: plimsoll init --data ${directory}`,
    });
  }
  return siteIn(directory, new FileKeyRing(dataFolder(directory).keys), clock);
}

/** Opens or creates the parts of a site; the caller opens the site itself when its ledger is empty. */
export function siteIn(directory: string, keys: FileKeyRing, clock: Clock): Site {
  const { ledger, handIn, meshSites } = dataFolder(directory);
  const signingKey = keys.key("ledger");
  const writer = new SharedWriter({
    openLedger: () => {
      if (existsSync(meshSites)) throw decidedByNode(directory);
      return openLedger({ directory: ledger, origin: ORIGIN, signingKey });
    },
    openReader: () => openLedgerReader({ directory: ledger }),
    openFolder: () => new HandInFolder(handIn),
    clock,
    keyOf: (keyId) => keys.publicKey(keyId),
  });
  return new Site({ writer, keys, clock });
}

const ORIGIN = "plimsoll.local/site";

/** Whoever wants something waits for the node, and finds `SITE_BUSY` where it does not run: then leases run out (L1). */
const decidedByNode = (directory: string): PlimsollError =>
  new PlimsollError({
    code: "DATA_IN_USE",
    expected: "a ledger of which this process may be the writer",
    received: `"${directory}", where the node of a mesh decides`,
    fix: `run the node: plimsoll mesh join --data ${directory}`,
  });
