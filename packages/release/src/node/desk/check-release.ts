import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Digest } from "@plimsoll/foundation";
import { integrity } from "../../record/integrity.ts";
import type { ReleaseReader } from "../../record/release-store.ts";
import { readReleaseStore } from "../store/read-store.ts";
import { layoutOf } from "../store/store-layout.ts";

/** Everything that is wrong with a release log and what it names. Mends nothing. Throws `RELEASE_STORE_NOT_FOUND`. */
export function checkRelease(store: string): readonly string[] {
  using reader = readReleaseStore(store);
  return integrity(reader);
}

/**
 * Kept bytes that no record names: what a write left that broke off, or what a log held before somebody cut it back. No fault, and
 * worth a look. Throws `RELEASE_STORE_NOT_FOUND`.
 */
export function unnamedBytes(store: string): readonly Digest[] {
  using reader = readReleaseStore(store);
  const named = namedIn(reader);
  return keptIn(layoutOf(store).blobs).filter((digest) => !named.has(digest));
}

const DIGEST = /sha256:[0-9a-f]{64}/g;

/** Whatever stands in a record or in its body. What cannot be read is a fault of its own (`checkRelease`). */
function namedIn(reader: ReleaseReader): ReadonlySet<string> {
  const named = new Set<string>();
  for (const { body } of reader.records()) {
    named.add(body);
    for (const [digest] of textOf(reader, body).matchAll(DIGEST)) named.add(digest);
  }
  return named;
}

function textOf(reader: ReleaseReader, digest: Digest): string {
  try {
    return new TextDecoder().decode(reader.blob(digest));
  } catch {
    return "";
  }
}

const keptIn = (blobs: string): readonly Digest[] =>
  readdirSync(join(blobs, "sha256"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(join(blobs, "sha256", name)))
    .filter((name) => /^[0-9a-f]{64}$/.test(name))
    .map((hex): Digest => `sha256:${hex}`);
