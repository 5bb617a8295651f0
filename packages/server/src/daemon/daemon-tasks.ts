import { randomUUID } from "node:crypto";
import { dataFolder, FEED_INTERVAL_MS, publishKeys } from "@plimsoll/governor";
import type { EventHub } from "../events/event-hub.ts";
import { publishOwnFeed } from "./own-feed.ts";
import type { Task } from "./heartbeat.ts";
import type { DaemonSite } from "./open-site.ts";

const SECOND_MS = 1_000;

/** What a daemon does by itself, again and again: who does not write only tells that it lives. */
export function tasksOf(directory: string, { writer }: DaemonSite, hub: EventHub): readonly Task[] {
  const pulse: Task = { name: "pulse", intervalMs: SECOND_MS, run: () => hub.pulse() };
  if (writer === null) return [pulse];
  const { jwks, withdrawals } = dataFolder(directory);
  publishKeys(writer.site, jwks);
  return [
    pulse,
    // Ids of commands are everybody's: one that could be told beforehand could be taken by whoever may command anything (SVR-163).
    { name: "tick", intervalMs: SECOND_MS, run: () => writer.tick(`tick:daemon/${randomUUID()}`) },
    { name: "feed", intervalMs: FEED_INTERVAL_MS, run: () => publishOwnFeed(writer.site, withdrawals) },
  ];
}
