import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Clock, PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { openLedger } from "@plimsoll/ledger";
import { FileKeyRing } from "./key-ring.ts";
import { Site } from "./site.ts";

/** Where the parts of a site lie in its data folder. */
export const dataFolder = (directory: string) => ({
  ledger: join(directory, "ledger"),
  keys: join(directory, "keys"),
  journals: join(directory, "journals"),
  runs: join(directory, "runs"),
});

/** Opens the site of a data folder, as its only writer. Throws `SITE_NOT_FOUND` where none was made. */
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
  const ledger = openLedger({
    directory: dataFolder(directory).ledger,
    origin: "plimsoll.local/site",
    signingKey: keys.key("ledger"),
  });
  try {
    return new Site({ ledger, keys, clock });
  } catch (cause) {
    ledger.close();
    throw cause;
  }
}
