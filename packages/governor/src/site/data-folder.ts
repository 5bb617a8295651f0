import { existsSync, lstatSync } from "node:fs";
import { join } from "node:path";
import { type Clock, PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { type Ledger, logNameIn, openLedger, openLedgerReader } from "@plimsoll/ledger";
import { dataFolder, runFolder } from "./data-layout.ts";
import { HandInFolder } from "./hand-in/hand-in-folder.ts";
import { SharedWriter, type SharedWriterParts } from "./hand-in/shared-writer.ts";
import { Writing } from "./hand-in/writing.ts";
import { FileKeyRing } from "./key-ring.ts";
import { assertLedgerKeyFound } from "./ledger-key-found.ts";
import { Sequencer } from "./sequencer.ts";
import { Site } from "./site.ts";

/** What the log of a site is called that nobody gave a name of its own. */
export const LOG_NAME = "plimsoll.local/site";

/** What a run's job prints. */
export const jobOutputFile = (directory: string, run: string): string => join(runFolder(directory, run), "output.log");

/**
 * Opens the site of a data folder: as its writer, or, while another process is that, as one that hands its commands in.
 * Throws `SITE_NOT_FOUND` where none was made; `KEYS_MISSING` where its keys are gone; `SITE_BUSY` when the writer does not answer.
 */
export function openSite(directory: string, clock: Clock = systemClock): Site {
  assertSiteFound(directory);
  assertLedgerKeyFound(dataFolder(directory));
  return siteIn(directory, new FileKeyRing(dataFolder(directory).keys), clock);
}

/**
 * Opens the site of a data folder as its writer and nothing else, for a daemon: it decides several commands by one sync, and
 * answers what the other processes of this machine hand in.
 *
 * Throws `SITE_NOT_FOUND`; `KEYS_MISSING`; `DATA_IN_USE` while another process is the writer, or where the node of a mesh decides.
 */
export function openDesk(
  directory: string,
  clock: Clock = systemClock,
): { readonly site: Site; readonly desk: Writing } {
  assertSiteFound(directory);
  const { ledger: folder, keys: keyFolder, handIn, meshSites } = dataFolder(directory);
  if (existsSync(meshSites)) throw decidedByNode(directory);
  assertLedgerKeyFound(dataFolder(directory));
  const keys = new FileKeyRing(keyFolder);
  // Whoever wants the newest checkpoint asks the daemon: the file beside the log is for those who find the folder alone.
  const publication = "each-second";
  const ledger = openLedger({
    directory: folder,
    origin: logNameOf(folder),
    signingKey: keys.key("ledger"),
    publication,
  });
  const desk = deskOver(ledger, { clock, keyOf: (keyId) => keys.publicKey(keyId), handIn });
  return { site: new Site({ writer: desk, keys, clock, isReleaseRequired: releaseRequirementOf(directory) }), desk };
}

/** Whoever cannot decide must not keep the ledger. */
function deskOver(
  ledger: Ledger,
  { clock, keyOf, handIn }: Pick<SharedWriterParts, "clock" | "keyOf"> & { readonly handIn: string },
): Writing {
  try {
    const desk = new Writing(new Sequencer({ ledger, clock, keyOf }), new HandInFolder(handIn), clock);
    desk.begin();
    return desk;
  } catch (cause) {
    ledger.close();
    throw cause;
  }
}

/**
 * Opens or creates the parts of a site; the caller opens the site itself when its ledger is empty.
 *
 * @param logName of the log, where it is created: no spaces, no plus (C2SP)
 */
export function siteIn(directory: string, keys: FileKeyRing, clock: Clock, logName: string = LOG_NAME): Site {
  const { ledger, handIn, meshSites } = dataFolder(directory);
  const signingKey = keys.key("ledger");
  const writer = new SharedWriter({
    openLedger: () => {
      if (existsSync(meshSites)) throw decidedByNode(directory);
      return openLedger({ directory: ledger, origin: logNameIn(ledger) ?? logName, signingKey });
    },
    openReader: () => openLedgerReader({ directory: ledger }),
    openFolder: () => new HandInFolder(handIn),
    clock,
    keyOf: (keyId) => keys.publicKey(keyId),
  });
  return new Site({ writer, keys, clock, isReleaseRequired: releaseRequirementOf(directory) });
}

/**
 * Whether a data folder requires a release, to be asked each time: of every site whose keys make tokens. A link that leads nowhere is
 * a requirement all the same. Throws what the file system does where it cannot tell.
 */
export const releaseRequirementOf = (directory: string) => (): boolean =>
  lstatSync(dataFolder(directory).releaseRequired, { throwIfNoEntry: false }) !== undefined;

function assertSiteFound(directory: string): void {
  if (existsSync(dataFolder(directory).ledger)) return;
  throw new PlimsollError({
    code: "SITE_NOT_FOUND",
    expected: "a data folder with a site",
    received: `"${directory}"`,
    fix: `make one: plimsoll init --data ${directory}`,
  });
}

/** A log goes by the name that it was begun under. */
const logNameOf = (ledger: string): string => logNameIn(ledger) ?? LOG_NAME;

/** Whoever wants something waits for the node, and finds `SITE_BUSY` where it does not run: then leases run out (L1). */
const decidedByNode = (directory: string): PlimsollError =>
  new PlimsollError({
    code: "DATA_IN_USE",
    expected: "a ledger of which this process may be the writer",
    received: `"${directory}", where the node of a mesh decides`,
    fix: `run the node: plimsoll mesh join --data ${directory}`,
  });
