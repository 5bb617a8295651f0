import { join } from "node:path";

/** Names the log in each of its checkpoints, where nothing else is said. */
export const RELEASE_ORIGIN = "plimsoll.local/release";

/** Where the store of a project lies, beside its other data. */
export const STORE_FOLDER = join(".plimsoll", "release");

/** What a store's folder holds. */
export interface StoreLayout {
  readonly log: string;
  readonly blobs: string;
  readonly key: string;
  readonly publicKey: string;
}

export const layoutOf = (directory: string): StoreLayout => ({
  log: join(directory, "log"),
  blobs: join(directory, "blobs"),
  key: join(directory, "key.pem"),
  publicKey: join(directory, "release.pub"),
});
