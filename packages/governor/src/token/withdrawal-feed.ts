import { identifier, integer, list, object, oneOf, type Shaped } from "@plimsoll/foundation";

/** A feed names everything of a site: at most so many deployments and lineages. */
const NAMED_MAX = 100_000;

/**
 * What a site says to its gates, again and again: which deployments have power at this instant and how far each lineage's
 * kill epoch has risen. It is state, not events (law L6): whoever missed some has all of it with the newest. A deployment
 * that is not in it has no power. It travels as a DSSE envelope signed by the token issuer's key.
 */
export const withdrawalFeedShape = object({
  /** Origin of the log. */
  issuer: identifier,
  /** Only grows: entries in the ledger, then how many feeds were said at that size. A gate takes no older one. */
  sequence: object({ entries: integer(), repeat: integer() }),
  /** The site's time, ms since 1970. */
  at: integer(),
  deployments: list(object({ deployment: identifier, levelPpm: oneOf(1_000_000, 200_000, 0) }), NAMED_MAX),
  lineages: list(object({ lineage: identifier, killEpoch: integer() }), NAMED_MAX),
});

/** What a site says to its gates: what holds no longer. */
export type WithdrawalFeed = Shaped<typeof withdrawalFeedShape>;

/** Payload type of the envelope. */
export const WITHDRAWAL_FEED_TYPE = "application/vnd.plimsoll.withdrawal-feed+json";
