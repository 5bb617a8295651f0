import { PlimsollError } from "@plimsoll/foundation";
import { publishFeed, type Site } from "@plimsoll/governor";

/**
 * Publishes the feed of the site that this daemon decides for. Nobody knows more of its ledger than it does: a feed that names
 * more entries is of another history (SVR-9), as after a restore. Throws `FEED_AHEAD`: no gate hears this site until it has as many.
 */
export function publishOwnFeed(site: Site, file: string): void {
  if (publishFeed(site, file)) return;
  throw new PlimsollError({
    code: "FEED_AHEAD",
    expected: `a withdrawal feed of at most the ${site.state.entryCount} entries of this ledger`,
    received: `one of more entries in "${file}"`,
    fix: "find out which history is the right one (SVR-9); gates that heard the longer one believe no shorter one",
  });
}
