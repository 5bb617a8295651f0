import {
  type ModelPublicKey,
  parseManifest,
  type SnapshotDifference,
  verifyManifest,
  verifyModel,
} from "@plimsoll/governor";

export interface Verification {
  /** What was believed: a manifest by itself, or a signature of a key. */
  readonly kind: "manifest" | "signature";
  readonly files: number;
  readonly differences: readonly SnapshotDifference[];
  /** Paths that the signer left out of the signature. */
  readonly ignoredPaths: readonly string[];
}

/** Compares a snapshot with a manifest of ours, or with a model signature. A bundle is told by its media type. */
export function verifyPath(
  path: string,
  text: string,
  publicKey: () => ModelPublicKey,
  onBytes: (bytes: number) => void,
): Verification {
  if (isBundle(text)) {
    const { differences, ignoredPaths, files } = verifyModel(path, text, publicKey(), onBytes);
    return { kind: "signature", files: files.length, differences, ignoredPaths };
  }
  const { files } = parseManifest(text);
  const verified = verifyManifest(path, files, onBytes);
  return { kind: "manifest", files: files.length, differences: verified.ok ? [] : verified.error, ignoredPaths: [] };
}

function isBundle(text: string): boolean {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null && "mediaType" in value;
  } catch {
    return false;
  }
}
