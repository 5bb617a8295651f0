import { identifier, integer, matching, object, oneOf, type Shaped } from "@plimsoll/foundation";

/** An override that is ended before its time. It stays in the log. */
export const signedEndShape = object({
  end: object({
    format: oneOf("plimsoll release override end 1"),
    override: identifier,
    /** The key of who ends it. */
    by: identifier,
    /** ms since 1970. */
    atMs: integer(),
  }),
  signature: matching("Base64 of a signature", /^[A-Za-z0-9+/]{86}==$/),
});
export type SignedEnd = Shaped<typeof signedEndShape>;
