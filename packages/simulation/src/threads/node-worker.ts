/** What a Node thread runs: it listens, serves, and listens again. */
import { parentPort } from "node:worker_threads";
import { serveThread, type ThreadMessage } from "./serve-thread.ts";

parentPort?.on("message", (message: ThreadMessage) => serveThread(message));
