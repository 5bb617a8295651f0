import { err, type FaultDetail, type Result } from "@plimsoll/foundation";

/** Why an image layout is not the image that was asked for. */
export const OCI_REFUSALS = [
  "OCI_LAYOUT_MALFORMED",
  "OCI_MANIFEST_AMBIGUOUS",
  "OCI_BLOB_MISSING",
  "OCI_BLOB_MISMATCH",
] as const;

/** Stable names of those refusals. */
export type OciRefusalCode = (typeof OCI_REFUSALS)[number];

/** Why an image is not taken, and what to do. */
export type OciRefusal = Omit<FaultDetail, "cause"> & { readonly code: OciRefusalCode };

/** Says no; what came is quoted, and cut where it is long. */
export const noImage = (code: OciRefusalCode, expected: string, received: unknown): Result<never, OciRefusal> =>
  err({ code, expected, received: (JSON.stringify(received) ?? "nothing").slice(0, 160), fix: FIX[code] });

const FIX: Readonly<Record<OciRefusalCode, string>> = {
  OCI_LAYOUT_MALFORMED: "copy the image again, for example: skopeo copy docker://IMAGE oci:FOLDER",
  OCI_MANIFEST_AMBIGUOUS: "name the manifest: its digest, or its platform as os/architecture",
  OCI_BLOB_MISSING: "copy the image again, with all of its blobs",
  OCI_BLOB_MISMATCH: "do not run it; copy the image again from where it is trusted",
};
