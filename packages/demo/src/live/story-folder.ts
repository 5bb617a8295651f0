import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { type Story, storyName } from "../story/story.ts";

/** Where the parts of one telling lie. */
export const storyFiles = (directory: string) => ({
  ledger: join(directory, "ledger"),
  checkpoints: join(directory, "checkpoints"),
  report: join(directory, "report.html"),
  summary: join(directory, "summary.json"),
});

/**
 * The folder for a telling of a story: the last one of the same seed when that was interrupted, else a new one. A finished
 * telling is never written over.
 */
export function storyFolder(data: string, story: Story): string {
  const parent = join(data, "demo");
  const prefix = `${storyName(story)}-`;
  const numbers = tellings(parent, prefix);
  const last = numbers.at(-1) ?? 0;
  const lastFolder = join(parent, `${prefix}${last}`);
  const goesOn = last > 0 && !existsSync(storyFiles(lastFolder).summary);
  return goesOn ? lastFolder : created(join(parent, `${prefix}${last + 1}`));
}

function tellings(parent: string, prefix: string): number[] {
  if (!existsSync(parent)) return [];
  // Only what is numbered: `eroding-7-prophet-1` is another story than `eroding-7`.
  const numbers = readdirSync(parent).flatMap((name) =>
    name.startsWith(prefix) ? numberIn(name.slice(prefix.length)) : [],
  );
  return numbers.toSorted((left, right) => left - right);
}

const numberIn = (text: string): readonly number[] => (/^[1-9]\d*$/.test(text) ? [Number(text)] : []);

function created(directory: string): string {
  try {
    mkdirSync(directory, { recursive: true });
    return directory;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new PlimsollError({
      code: code === "ENOSPC" ? "DISK_FULL" : "DIRECTORY_NOT_WRITABLE",
      expected: `a folder that can be made at "${directory}"`,
      received: code ?? "a refusal",
      fix: "choose another with --data DIR",
      cause,
    });
  }
}
