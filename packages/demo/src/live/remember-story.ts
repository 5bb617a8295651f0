import type { CheckpointSource, Site } from "@plimsoll/governor";
import type { StoryRecord } from "../story/story-record.ts";

/** Fills a record with what an interrupted telling had shown: its ledger knows it all but the rewards, which lie with the weights. */
export function rememberStory(site: Site, checkpoints: CheckpointSource, record: StoryRecord): void {
  for (const entry of site.history()) {
    const found = entry.kind === "checkpoint.registered" ? checkpoints.find(entry.digest) : null;
    if (found !== null) record.checkpoint(found);
    record.entry(entry);
  }
}
