import { digest, identifier, integer, matching, nullable, object, oneOf, type Shaped } from "@plimsoll/foundation";
import { proseShape } from "../policy/shapes.ts";

/** A file's place inside a dossier: forward slashes, no step up, no hidden name. */
export const placeShape = matching(
  "a path inside the dossier, such as sources/report.txt",
  /^(?!.*(?:^|\/)\.)[A-Za-z0-9][\w .-]{0,119}(?:\/[A-Za-z0-9][\w .-]{0,119}){0,7}$/,
);

/** How old evidence of a kind may be is the policy's (`maxAgeDays`). */
export const SOURCE_KINDS = [
  "evaluation-log",
  "paper",
  "report",
  "audit",
  "standard",
  "incident",
  "web-page",
  "statement",
] as const;

/** Something that was read, its bytes kept: no source without them. */
export const sourceShape = object({
  id: identifier,
  kind: oneOf(...SOURCE_KINDS),
  /** Who made it. */
  originOrg: proseShape,
  /** Sources that rest on one another are one group: mirrors, shards of one run, reports about one study. */
  independenceGroup: identifier,
  /** Where it was found; null where it has no address. */
  uri: nullable(matching("an absolute https or http address", /^https?:\/\/[^\s]{1,2000}$/)),
  /** ms since 1970. */
  retrievedAtMs: integer(),
  publishedAtMs: nullable(integer()),
  file: placeShape,
  bytes: integer(0, 268_435_456),
  digest,
  mediaType: matching("a media type", /^[a-z0-9.+-]{1,64}\/[a-z0-9.+-]{1,64}$/),
});
export type Source = Shaped<typeof sourceShape>;
