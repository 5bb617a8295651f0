import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Digest, ok, type Result } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import { describeFile } from "../../freeze/snapshot-manifest.ts";
import { type Descriptor, type Fields, isFields } from "./descriptor.ts";
import { noImage, type OciRefusal } from "./oci-refusal.ts";

/** The specification asks readers to take manifests of 4 MiB; larger ones are refused before they are read. */
const DOCUMENT_BYTES_MAX = 4_194_304;

/** A file of the layout that is not a blob, as a JSON object. */
export function layoutDocument(folder: string, name: string): Result<Fields, OciRefusal> {
  const bytes = readBounded(join(folder, name));
  if (bytes === null) return noImage("OCI_LAYOUT_MALFORMED", `a file ${name} of at most 4 MiB in the layout`, folder);
  return documentOf(bytes, name);
}

/** A blob that is JSON, hashed anew. */
export function blobDocument(folder: string, descriptor: Descriptor): Result<Fields, OciRefusal> {
  const bytes = readBounded(join(folder, blobPath(descriptor)));
  if (bytes === null) return noImage("OCI_BLOB_MISSING", `${descriptor.digest} of at most 4 MiB`, "none");
  const compared = compare(descriptor, { bytes: bytes.length, digest: digestOfBytes(bytes) });
  return compared.ok ? documentOf(bytes, descriptor.digest) : compared;
}

/** Hashes a blob anew, in pieces: a layer may be larger than memory. */
export function checkBlob(folder: string, descriptor: Descriptor): Result<null, OciRefusal> {
  try {
    return compare(descriptor, describeFile(folder, blobPath(descriptor)));
  } catch (cause) {
    return noImage("OCI_BLOB_MISSING", descriptor.digest, (cause as NodeJS.ErrnoException).code ?? String(cause));
  }
}

const blobPath = ({ digest }: Descriptor): string => join("blobs", "sha256", digest.slice("sha256:".length));

function compare(
  { digest, size }: Descriptor,
  found: { readonly bytes: number; readonly digest: Digest },
): Result<null, OciRefusal> {
  if (found.digest === digest && found.bytes === size) return ok(null);
  return noImage("OCI_BLOB_MISMATCH", `${digest} of ${size} bytes`, `${found.digest} of ${found.bytes}`);
}

/** A regular file, without following a link out of the layout or waiting at a pipe; `null` where there is none. */
function readBounded(file: string): Uint8Array | null {
  let handle: number | null = null;
  try {
    handle = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stats = fstatSync(handle);
    return stats.isFile() && stats.size <= DOCUMENT_BYTES_MAX ? readFileSync(handle) : null;
  } catch {
    return null;
  } finally {
    if (handle !== null) closeSync(handle);
  }
}

function documentOf(bytes: Uint8Array, name: string): Result<Fields, OciRefusal> {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString("utf8"));
    if (isFields(value)) return ok(value);
  } catch {
    return noImage("OCI_LAYOUT_MALFORMED", `JSON in ${name}`, "something else");
  }
  return noImage("OCI_LAYOUT_MALFORMED", `a JSON object in ${name}`, "something else");
}
