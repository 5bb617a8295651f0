export { artifactDigest } from "./artifact-digest.ts";
export type { ManifestChoice } from "./oci/find-manifests.ts";
export { OCI_REFUSALS, type OciRefusal, type OciRefusalCode } from "./oci/oci-refusal.ts";
export { type VerifiedImage, verifyOciImage } from "./oci/verify-image.ts";
