import { boolean, digest, integer, list, matching, nullable, object, oneOf, type Shaped } from "@plimsoll/foundation";

/** The last file of an archive: what the others are. An archive without it was cut off. */
export const MANIFEST_NAME = "manifest.json";

/** Where a site says that it requires a release; nothing of it is read but that it is there. */
export const RELEASE_REQUIREMENT = "release-required.json";

/** Who may compute without a lease on the site's machines. */
export const ALLOW_LIST = "audit-allow.json";

export const FILES_MAX = 1_000_000;
export const MANIFEST_BYTES_MAX = 512 * 1_048_576;

/** What is no way up is said of each part: `.` would end at a line separator (U+2028), and what stands behind it would not be looked at. */
const PATH = /^(?!(?:[^/]*\/)*\.{1,2}(?:\/|$))[^\p{Cc}\\/]{1,255}(?:\/[^\p{Cc}\\/]{1,255}){0,11}$/u;

/** Whether a name may be a file of an archive: a path below its folder, without a way up or around. */
export const isArchivePath = (path: string): boolean => path.length <= 1_024 && PATH.test(path);

const LOG_FILES = "ledger\\.log|checkpoint|checkpoint\\.witnessed|ledger\\.pub\\.pem|ledger\\.vkey";

/** What a backup holds, and nothing else: a file that it never had would be believed where it lies (SVR-155). */
const OF_A_SITE = new RegExp(
  `^(?:format\\.json|release-required\\.json|audit-allow\\.json|ledger/(?:${LOG_FILES})|(?:gate|packs|evidence|meters|journals|orders|kill-orders)/.+|runs/.+\\.json|release/(?:log/(?:${LOG_FILES})|blobs/.+|release\\.pub)|keys/.+\\.pub\\.pem|model-signing/public\\.pem)$`,
  "u",
);

/** Private keys, which an archive with keys alone may hold. */
const KEYS = /^(?:keys\/.+|model-signing\/.+|release\/key\.pem)$/u;

/** Whether a file may be in an archive with or without private keys. */
export const belongsToSite = (path: string, withKeys: boolean): boolean =>
  OF_A_SITE.test(path) || (withKeys && KEYS.test(path));

const logShape = object({
  origin: matching("the origin of a log", /^[^\s+]{1,255}$/),
  entries: integer(),
  leaves: integer(),
  /** The signed note that the log ends with. */
  checkpoint: matching("a signed note", /^[^\0]{1,65536}$/u),
});

/** What one log of the archive ends with. */
export type LogCut = Shaped<typeof logShape>;

export const manifestShape = object({
  format: oneOf("plimsoll backup 1"),
  /** Format number of the data folder. */
  dataFormat: integer(0, 1_000_000),
  /** Ms since 1970. */
  madeAt: integer(),
  withKeys: boolean,
  ledger: logShape,
  /** Null where the site had no release store. */
  release: nullable(logShape),
  files: list(object({ path: matching("a path in the archive", PATH), bytes: integer(), digest }), FILES_MAX),
});
export type Manifest = Shaped<typeof manifestShape>;
