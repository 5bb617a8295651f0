export { openThreads } from "./node-threads.ts";
export type { BatchThreads, ThreadOptions } from "./batch-threads.ts";
