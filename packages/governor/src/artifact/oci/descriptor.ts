import { type Digest, isDigest, ok, type Result } from "@plimsoll/foundation";
import { noImage, type OciRefusal } from "./oci-refusal.ts";

/** What points at a blob (OCI Image Format v1.1, "Content Descriptors"). SHA-256 only: the one that we compare. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  /** `os/architecture`, with `/variant` where there is one; `null` where the descriptor does not say. */
  readonly platform: string | null;
  /** The annotation `org.opencontainers.image.ref.name`. */
  readonly reference: string | null;
}

const DESCRIPTORS_MAX = 1_024;

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function descriptorsIn(value: unknown): Result<readonly Descriptor[], OciRefusal> {
  if (!Array.isArray(value) || value.length > DESCRIPTORS_MAX) {
    return noImage("OCI_LAYOUT_MALFORMED", `a list of at most ${DESCRIPTORS_MAX} descriptors`, value);
  }
  const descriptors: Descriptor[] = [];
  for (const each of value as readonly unknown[]) {
    const descriptor = descriptorOf(each);
    if (!descriptor.ok) return descriptor;
    descriptors.push(descriptor.value);
  }
  return ok(descriptors);
}

export function descriptorOf(value: unknown): Result<Descriptor, OciRefusal> {
  const { mediaType, digest, size, platform, annotations } = isFields(value) ? value : {};
  if (typeof mediaType !== "string" || typeof digest !== "string" || !isDigest(digest) || !isSize(size)) {
    return noImage("OCI_LAYOUT_MALFORMED", "a descriptor with mediaType, size and a SHA-256 digest", value);
  }
  const reference = isFields(annotations) ? annotations["org.opencontainers.image.ref.name"] : undefined;
  return ok({
    mediaType,
    digest,
    size,
    platform: isFields(platform) ? platformName(platform) : null,
    reference: typeof reference === "string" ? reference : null,
  });
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const platformName = ({ os, architecture, variant }: Fields): string =>
  [os, architecture, variant].filter((part) => typeof part === "string").join("/");
