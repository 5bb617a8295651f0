/**
 * What a browser's thread runs: it listens, serves, and listens again. It says that it is there when it is asked and not while it is still
 * being loaded: until then Chromium keeps what is sent to it on the sender's own thread, which sleeps as soon as it has sent its work.
 */
import { ARE_YOU_THERE } from "./are-you-there.ts";
import { serveThread, type ThreadMessage } from "./serve-thread.ts";

type Listener = (event: { readonly data: ThreadMessage | typeof ARE_YOU_THERE }) => void;

interface WorkerScope {
  postMessage(message: unknown, transfer: readonly never[]): void;
  addEventListener(type: "message", listener: Listener): void;
}

const scope = globalThis as unknown as WorkerScope;
scope.addEventListener("message", ({ data }) => {
  if (data === ARE_YOU_THERE) scope.postMessage("ready", []);
  else serveThread(data);
});
