/** How many nodes hold a blob, all where there are fewer: Kademlia's k (mesh.md, section 7). */
export const COPIES = 20;
/** A blob travels whole to each holder and is joined in memory there. */
export const BLOB_BYTES_MAX = 64 * 1024 * 1024;
/** Largest message of a bus. What is larger is dropped and counted. */
export const MESSAGE_BYTES_MAX = 16 * 1024 * 1024;
/** What is longer goes into the blob store, and a reference into the event: an event has 512 KiB, angles and all. */
export const INLINE_BYTES_MAX = 256 * 1024;
