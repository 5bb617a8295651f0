import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { writeFileAtomically } from "@plimsoll/foundation/node";
import type { WriterLock } from "@plimsoll/ledger";
import { takeFileLock } from "../site/file-lock.ts";
import { originOf } from "../site/log-origin.ts";
import type { Site } from "../site/site.ts";
import { jsonWebKeySetOf } from "./json-web-key-set.ts";
import { isAfter, openFeed, signFeed } from "./signed-feed.ts";
import { withdrawalFeedOf } from "./withdrawal-feed-of.ts";
import type { WithdrawalFeed } from "./withdrawal-feed.ts";

/** Writes the key set by which gates know the site's tokens. */
export function publishKeys(site: Site, file: string): void {
  writePublic(file, jsonWebKeySetOf([site.issuerKey.publicKey]));
}

/** Another publisher holds the file for as long as it takes to write it. */
const LOCK_WAIT_MS = 1_000;

/**
 * Writes the withdrawal feed of this instant. Several processes of one site may do so, one after the other: each says the whole state,
 * and none takes the file back to an older one. Throws `SITE_BUSY` where another does not end within a second.
 *
 * @param heldBack deployments that are told to have no power, whatever the ledger says
 * @returns whether it was written; `false` where another process, which knows more entries, was first
 */
export function publishFeed(site: Site, file: string, heldBack: ReadonlySet<string> = new Set()): boolean {
  const lock = publisherLock(file);
  try {
    return publishAlone(site, file, heldBack);
  } finally {
    lock.close();
  }
}

function publisherLock(file: string): WriterLock {
  mkdirSync(dirname(file), { recursive: true });
  try {
    return takeFileLock(file, LOCK_WAIT_MS);
  } catch (cause) {
    throw cause instanceof PlimsollError && cause.code === "DATA_IN_USE" ? busy(file, cause) : cause;
  }
}

const busy = (file: string, cause: unknown): PlimsollError =>
  new PlimsollError({
    code: "SITE_BUSY",
    expected: `to write "${file}" within ${LOCK_WAIT_MS} ms`,
    received: "another publisher of the site that does not end",
    fix: "find the process that is stopped or hangs, and end it; gates that must hear a feed refuse meanwhile",
    cause,
  });

/** Reads, computes and writes: nobody else may write in between. */
function publishAlone(site: Site, file: string, heldBack: ReadonlySet<string>): boolean {
  const { issuerKey, state } = site;
  const newest = newestFeed(site, file);
  const isSameSize = newest?.sequence.entries === state.entryCount;
  const feed = withdrawalFeedOf(state, {
    issuer: originOf(site.log),
    repeat: newest !== null && isSameSize ? newest.sequence.repeat + 1 : 0,
    nowMs: Math.max(site.now(), newest?.at ?? 0),
    heldBack,
  });
  if (newest !== null && isAfter(newest.sequence, feed.sequence)) return false;
  writePublic(file, signFeed(feed, issuerKey));
  return true;
}

/** What the file says now; `null` where there is none that this site signed. */
function newestFeed(site: Site, file: string): WithdrawalFeed | null {
  if (!existsSync(file)) return null;
  const { publicKey } = site.issuerKey;
  try {
    const feed = openFeed(JSON.parse(readFileSync(file, "utf8")), (id) =>
      id === publicKey.keyId ? publicKey : undefined,
    );
    return feed?.issuer === originOf(site.log) ? feed : null;
  } catch {
    // Half a file or none: it is written anew.
    return null;
  }
}

/** A reader sees the old text or the new one. */
function writePublic(file: string, value: object): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileAtomically(file, `${JSON.stringify(value)}\n`);
}
