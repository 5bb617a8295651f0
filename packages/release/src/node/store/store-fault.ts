import { PlimsollError, type Digest } from "@plimsoll/foundation";

export const blobMissing = (digest: Digest): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_BLOB_MISSING",
    expected: `the bytes of ${digest}`,
    received: "none of that digest in the release store",
    fix: "restore the folder blobs from a backup",
  });

export const blobRedacted = (digest: Digest): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_BLOB_REDACTED",
    expected: `the bytes of ${digest}`,
    received: "a tombstone: they were taken away",
    fix: "the record bytes.redacted says who did it and why",
  });

export const blobRemains = (digest: Digest): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_BLOB_REMAINS",
    expected: `nothing but a tombstone of ${digest}`,
    received: "the bytes beside it: whoever took them away broke off",
    fix: "redact them again: that removes them",
  });

export const blobDamaged = (digest: Digest, received: string, cause?: unknown): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_BLOB_DAMAGED",
    expected: `the bytes of ${digest}`,
    received,
    fix: "restore the bytes from a backup: nothing is built on damaged ones",
    cause,
  });

export const redactionRefused = (digest: Digest): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_REDACTION_REFUSED",
    expected: "bytes that are no body of a record",
    received: `${digest}, which a record is made of`,
    fix: "withhold the body in the pack instead: the log must stay readable",
  });

export const storeBusy = (directory: string, waitedMs: number): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_STORE_BUSY",
    expected: `to write the release store in "${directory}"`,
    received: `another process that holds it, for ${waitedMs} ms`,
    fix: "try again later, or stop the process that holds it",
  });

export const storeNotFound = (directory: string): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_STORE_NOT_FOUND",
    expected: `a release store in "${directory}"`,
    received: "no log there",
    fix: "give the folder of the store, or run an evaluation first",
  });

export const keyMissing = (directory: string): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_KEY_MISSING",
    expected: `the key "${directory}/key.pem" that the log was signed with`,
    received: "a log and no key",
    fix: "put the key back: a log goes on under its own key alone",
  });
