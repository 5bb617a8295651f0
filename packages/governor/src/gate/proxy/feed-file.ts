import type { Timers } from "../../run/ports.ts";
import type { Gatekeeper } from "../gatekeeper.ts";
import { watchFile } from "./watched-file.ts";

/** 100 000 deployments and as many lineages. */
export const FEED_BYTES_MAX = 64 * 1_024 * 1_024;

/** Lets a gatekeeper hear what a site writes into `gate/withdrawals.json`. A file that is gone or no feed changes nothing: a token's life does. */
export const followFeedFile = (path: string, gatekeeper: Gatekeeper, timers: Timers): { stop(): void } =>
  watchFile({
    path,
    bytesMax: FEED_BYTES_MAX,
    timers,
    onText: (text) => {
      if (text !== null) hearText(gatekeeper, text);
    },
  });

/** Answers whether it was news. */
export function hearText(gatekeeper: Gatekeeper, text: string): boolean {
  try {
    return gatekeeper.hear(JSON.parse(text));
  } catch {
    return false;
  }
}
