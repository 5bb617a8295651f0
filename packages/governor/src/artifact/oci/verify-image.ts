import { type Digest, ok, type Result } from "@plimsoll/foundation";
import { descriptorOf, descriptorsIn } from "./descriptor.ts";
import { chooseManifest, type ManifestChoice } from "./find-manifests.ts";
import { blobDocument, checkBlob, layoutDocument } from "./layout-files.ts";
import { noImage, type OciRefusal } from "./oci-refusal.ts";

/** An image of which every byte was hashed. */
export interface VerifiedImage {
  /** The digest that names the image: of its manifest's bytes. */
  readonly manifest: Digest;
  readonly config: Digest;
  readonly layers: readonly Digest[];
}

/**
 * The image in an OCI image layout folder (OCI Image Format v1.1, "Image Layout"): index, manifest, configuration and every layer, each hashed
 * anew. Refusals: `OCI_LAYOUT_MALFORMED`, `OCI_MANIFEST_AMBIGUOUS`, `OCI_BLOB_MISSING`, `OCI_BLOB_MISMATCH`.
 *
 * @param folder with `oci-layout`, `index.json` and `blobs/`
 */
export function verifyOciImage(folder: string, choice: ManifestChoice): Result<VerifiedImage, OciRefusal> {
  const layout = layoutDocument(folder, "oci-layout");
  if (!layout.ok) return layout;
  const { imageLayoutVersion } = layout.value;
  if (imageLayoutVersion !== "1.0.0")
    return noImage("OCI_LAYOUT_MALFORMED", "layout version 1.0.0", imageLayoutVersion);
  const index = layoutDocument(folder, "index.json");
  if (!index.ok) return index;
  const chosen = chooseManifest(folder, index.value, choice);
  if (!chosen.ok) return chosen;
  const manifest = blobDocument(folder, chosen.value);
  if (!manifest.ok) return manifest;
  const config = descriptorOf(manifest.value["config"]);
  if (!config.ok) return config;
  const layers = descriptorsIn(manifest.value["layers"]);
  if (!layers.ok) return layers;
  for (const blob of [config.value, ...layers.value]) {
    const checked = checkBlob(folder, blob);
    if (!checked.ok) return checked;
  }
  return ok({
    manifest: chosen.value.digest,
    config: config.value.digest,
    layers: layers.value.map(({ digest }) => digest),
  });
}
