import { type Digest, ok, type Result } from "@plimsoll/foundation";
import { type Descriptor, descriptorsIn, type Fields } from "./descriptor.ts";
import { blobDocument } from "./layout-files.ts";
import { noImage, type OciRefusal } from "./oci-refusal.ts";

/** Which manifest of a layout is meant. All that is given must fit, and nothing is chosen by itself where several do. */
export interface ManifestChoice {
  /** The manifest's own digest. */
  readonly manifest?: Digest;
  /** `os/architecture` or `os/architecture/variant`, as its entry in an index says. */
  readonly platform?: string;
  /** The annotation `org.opencontainers.image.ref.name` of its entry, or of the index that holds it. */
  readonly reference?: string;
}

const INDEX_TYPES: ReadonlySet<string> = new Set([
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
]);
const MANIFEST_TYPES: ReadonlySet<string> = new Set([
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
]);

/** An index may name indexes; nobody nests them deeper. */
const DEPTH_MAX = 4;
/** Of all indexes together: one that names another a thousand times, four deep, would be gone through for years. */
const ENTRIES_MAX = 4_096;

/** A walk through the indexes of a layout. */
interface Walk {
  readonly folder: string;
  entries: number;
}

/** The one manifest that fits the choice. Every index on the way is hashed anew. */
export function chooseManifest(folder: string, index: Fields, choice: ManifestChoice): Result<Descriptor, OciRefusal> {
  const found = manifestsIn({ folder, entries: 0 }, index, null, 0);
  if (!found.ok) return found;
  const fitting = distinct(found.value.filter((descriptor) => fits(descriptor, choice)));
  const [chosen] = fitting;
  if (chosen !== undefined && fitting.length === 1) return ok(chosen);
  const all = distinct(found.value).map(({ digest, platform }) => `${digest} (${platform ?? "no platform"})`);
  return noImage("OCI_MANIFEST_AMBIGUOUS", "one manifest that fits", `${fitting.length} of ${all.join(", ")}`);
}

function manifestsIn(
  walk: Walk,
  index: Fields,
  reference: string | null,
  depth: number,
): Result<readonly Descriptor[], OciRefusal> {
  const entries = descriptorsIn(index["manifests"]);
  if (!entries.ok) return entries;
  walk.entries += entries.value.length;
  if (walk.entries > ENTRIES_MAX)
    return noImage("OCI_LAYOUT_MALFORMED", `at most ${ENTRIES_MAX} entries in all indexes`, "more");
  const found: Descriptor[] = [];
  for (const entry of entries.value) {
    const below = manifestsAt(walk, { ...entry, reference: entry.reference ?? reference }, depth);
    if (!below.ok) return below;
    found.push(...below.value);
  }
  return ok(found);
}

function manifestsAt(walk: Walk, entry: Descriptor, depth: number): Result<readonly Descriptor[], OciRefusal> {
  if (MANIFEST_TYPES.has(entry.mediaType)) return ok([entry]);
  if (!INDEX_TYPES.has(entry.mediaType))
    return noImage("OCI_LAYOUT_MALFORMED", "an index or a manifest", entry.mediaType);
  if (depth >= DEPTH_MAX) return noImage("OCI_LAYOUT_MALFORMED", `indexes at most ${DEPTH_MAX} deep`, "deeper ones");
  const inner = blobDocument(walk.folder, entry);
  return inner.ok ? manifestsIn(walk, inner.value, entry.reference, depth + 1) : inner;
}

const fits = ({ digest, platform, reference }: Descriptor, choice: ManifestChoice): boolean =>
  (choice.manifest === undefined || choice.manifest === digest) &&
  (choice.platform === undefined || choice.platform === platform) &&
  (choice.reference === undefined || choice.reference === reference);

const distinct = (descriptors: readonly Descriptor[]): readonly Descriptor[] => [
  ...new Map(descriptors.map((each) => [each.digest, each])).values(),
];
