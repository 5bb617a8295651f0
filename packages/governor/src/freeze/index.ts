export { freezeSnapshot, type SnapshotDifference, verifyManifest } from "./freeze-snapshot.ts";
export type { FrozenFile, SnapshotManifest } from "./snapshot-manifest.ts";
