import { canonicalJson, utf8 } from "@plimsoll/foundation";
import { type Envelope, openEnvelope, type PublicKey, signEnvelope, type SigningKey } from "@plimsoll/foundation/node";
import { WITHDRAWAL_FEED_TYPE, type WithdrawalFeed, withdrawalFeedShape } from "./withdrawal-feed.ts";

/** A feed in an envelope that the token issuer's key signed (DSSE). */
export const signFeed = (feed: WithdrawalFeed, key: SigningKey): Envelope<typeof WITHDRAWAL_FEED_TYPE> =>
  signEnvelope(WITHDRAWAL_FEED_TYPE, utf8(canonicalJson(feed)), [key]);

/** The feed in an envelope, if a key of the issuer signed it; `null` for everything else, whatever its shape. */
export function openFeed(envelope: unknown, keyOf: (keyId: string) => PublicKey | undefined): WithdrawalFeed | null {
  const opened = openEnvelope(envelope, WITHDRAWAL_FEED_TYPE, keyOf);
  if (opened === null) return null;
  try {
    const parsed = withdrawalFeedShape.parse(JSON.parse(Buffer.from(opened.payload).toString("utf8")));
    return parsed.ok ? parsed.value : null;
  } catch {
    return null;
  }
}

/** Whether one sequence comes after another: more entries, or said again at the same number. */
export const isAfter = (left: WithdrawalFeed["sequence"], right: WithdrawalFeed["sequence"]): boolean =>
  left.entries > right.entries || (left.entries === right.entries && left.repeat > right.repeat);
