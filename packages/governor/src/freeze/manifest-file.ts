import { digest, integer, list, object, PlimsollError, type Shape } from "@plimsoll/foundation";
import type { FrozenFile, SnapshotManifest } from "./snapshot-manifest.ts";

const FORMAT = "plimsoll-snapshot-manifest/1";
const FILES_MAX = 1_000_000;

/** A path below the snapshot: nothing in it leads out of it. The empty one is the snapshot itself. */
const pathShape: Shape<string> = {
  expected: "a path below the snapshot",
  jsonSchema: { type: "string" },
  parse: (value, path = "") =>
    typeof value === "string" && isBelow(value)
      ? { ok: true, value }
      : {
          ok: false,
          error: { path, expected: "a path below the snapshot", received: JSON.stringify(value) ?? "nothing" },
        },
};

/** Neither absolute, nor back, nor twice the same place under two names. */
export const isBelow = (path: string): boolean =>
  path === "" || path.split("/").every((part) => part !== "" && part !== "." && part !== ".." && !part.includes("\0"));

const fileShape = object({ path: pathShape, bytes: integer(), digest });
const manifestShape = object({
  format: { ...pathShape, expected: FORMAT },
  digest,
  files: list(fileShape, FILES_MAX),
});

/** A manifest as it lies beside the snapshot. */
export interface ManifestFile {
  /** Of the whole snapshot, as the kernel knows it. */
  readonly digest: `sha256:${string}`;
  readonly files: SnapshotManifest;
}

/** JSON, one file a line. */
export function manifestText({ digest: whole, files }: ManifestFile): string {
  const lines = files.map(({ path, bytes, digest: own }) => JSON.stringify({ path, bytes, digest: own }));
  return `{"format":"${FORMAT}","digest":"${whole}","files":[\n${lines.join(",\n")}\n]}\n`;
}

/** Throws `MANIFEST_MALFORMED`. */
export function parseManifest(text: string): ManifestFile {
  const parsed = manifestShape.parse(jsonOf(text));
  if (!parsed.ok) throw malformed(`${parsed.error.expected} at "${parsed.error.path}"`, parsed.error.received);
  const { format, digest: whole, files } = parsed.value;
  if (format !== FORMAT) throw malformed(FORMAT, JSON.stringify(format));
  const twice = duplicateIn(files);
  if (twice !== undefined) throw malformed("every path once", `${JSON.stringify(twice)} twice`);
  return { digest: whole, files };
}

export function duplicateIn(files: readonly Pick<FrozenFile, "path">[]): string | undefined {
  const seen = new Set<string>();
  return files.find(({ path }) => seen.size === seen.add(path).size)?.path;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed("JSON", `${text.length} characters of something else`);
  }
}

const malformed = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "MANIFEST_MALFORMED",
    expected: `${expected} in a manifest`,
    received,
    fix: "give the file that plimsoll freeze wrote",
  });
