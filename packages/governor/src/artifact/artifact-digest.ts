import { type Digest, PlimsollError } from "@plimsoll/foundation";
import { freezableDigest } from "../freeze/snapshot-identity.ts";
import { walkSnapshot } from "../freeze/snapshot-manifest.ts";

/**
 * The digest of an artifact on disk: of a file its SHA-256, of a folder that of its manifest of names and digests, so that two shards
 * that change places give another digest. It is the digest that the kernel knows weights by.
 * Throws `SNAPSHOT_NOT_FOUND`, `SNAPSHOT_UNFREEZABLE` for a link or special file, `ARTIFACT_EMPTY` for a folder without a file.
 */
export function artifactDigest(path: string): Digest {
  const { files } = walkSnapshot(path);
  if (files.length === 0) throw empty(path);
  return freezableDigest(path);
}

const empty = (path: string): PlimsollError =>
  new PlimsollError({
    code: "ARTIFACT_EMPTY",
    expected: "a file, or a folder with files in it",
    received: `an empty folder "${path}"`,
    fix: "name the weights themselves",
  });
