/**
 * A thread of the page's kernel. It says that it is there when it is asked and not while it is still being loaded: until then Chromium
 * keeps what is sent to it on the sender's own thread, which sleeps as soon as it has sent its work.
 */
import { ARE_YOU_THERE } from "./are-you-there.ts";
import { serveThread, type ThreadMessage } from "../../src/threads/serve-thread.ts";

/** What is used of a dedicated worker's scope, which the page's types do not have. */
interface WorkerScope {
  postMessage(answer: string, transfer: readonly never[]): void;
  addEventListener(
    type: "message",
    listener: (event: MessageEvent<ThreadMessage | typeof ARE_YOU_THERE>) => void,
  ): void;
}

const scope = globalThis as unknown as WorkerScope;
scope.addEventListener("message", ({ data }) => {
  if (data === ARE_YOU_THERE) scope.postMessage("ready", []);
  else serveThread(data);
});
