/** What a browser's thread runs: it says that it is there, listens, serves, and listens again. */
import { serveThread, type ThreadMessage } from "./serve-thread.ts";

interface WorkerScope {
  postMessage(message: unknown, transfer: readonly never[]): void;
  addEventListener(type: "message", listener: (event: { readonly data: ThreadMessage }) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
scope.addEventListener("message", ({ data }) => serveThread(data));
scope.postMessage("ready", []);
