export { freezeSnapshot, type FrozenSnapshot } from "./freeze-snapshot.ts";
export { chattrFlag, type ImmutableFlag, noImmutableFlag } from "./immutable-flag.ts";
export { type ManifestFile, manifestText, parseManifest } from "./manifest-file.ts";
export { openModelSignature, signModel, verifyModel } from "./model-signature/model-signature.ts";
export {
  generateModelSigningKey,
  type ModelPublicKey,
  modelPublicKeyFromPem,
  type ModelSigningKey,
  modelSigningKeyFromPem,
} from "./model-signature/signing-key.ts";
export { siteModelKey, siteModelKeyFile } from "./site-model-key.ts";
export type { Lock } from "./snapshot-lock.ts";
export { thawSnapshot } from "./thaw-snapshot.ts";
export { type SnapshotDifference, verifyManifest } from "./verify-manifest.ts";
