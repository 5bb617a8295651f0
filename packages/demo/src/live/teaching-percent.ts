import { readFileSync } from "node:fs";
import { join } from "node:path";
import { storyFiles } from "./story-folder.ts";

/** How far the teaching of a telling has come, in whole percent; null when nothing says so. For looking at, not for deciding. */
export function teachingPercent(directory: string): number | null {
  try {
    const file = join(storyFiles(directory).checkpoints, ".plimsoll", "teaching.json");
    const { percent } = JSON.parse(readFileSync(file, "utf8")) as { readonly percent?: unknown };
    return typeof percent === "number" ? percent : null;
  } catch {
    return null;
  }
}
