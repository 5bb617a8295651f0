import { existsSync, readdirSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
import { stateDigest } from "@plimsoll/kernel";
import { openLedgerReader } from "@plimsoll/ledger";
import { auditorFolder } from "./audit/auditor-folder.ts";
import type { CheckedLedger } from "./audit/checked-ledger.ts";
import type { Chapter, ToldChapter } from "./chapters/chapter.ts";
import { CHAPTERS } from "./chapters/chapters.ts";
import { dayOf } from "./plan/calendar.ts";
import type { QuarterPlan } from "./plan/quarter-plan.ts";
import { LedgerView } from "./site/ledger-view.ts";
import type { Refused } from "./site/story-site.ts";
import { Story } from "./story.ts";

/** A quarter that was told, and the ledger that the auditor got. */
export interface ToldQuarter {
  readonly plan: QuarterPlan;
  readonly chapters: readonly ToldChapter[];
  readonly refusals: readonly Refused[];
  readonly view: LedgerView;
  /** Of the kernel's state at the end. */
  readonly stateDigest: string;
  /** Root of the ledger's tree as it was read for the page, hexadecimal. */
  readonly root: string;
  /** What the separate verifier said of the same folder; null where it was not asked. */
  readonly checked: CheckedLedger | null;
}

/** Called before a chapter is told. */
export type OnChapter = (chapter: Chapter, place: number, of: number) => void;

/**
 * Tells the whole quarter in a folder of its own: production site, ledgers on disk, signatures, mesh, release desk and verifier,
 * under a clock that the story sets. The same plan gives the same decisions.
 *
 * Throws `QUARTER_OUTCOME` where a ledger does not show what a chapter says, and `FILE_EXISTS` for a folder with something in it.
 */
export async function tellQuarter(plan: QuarterPlan, directory: string, onChapter: OnChapter): Promise<ToldQuarter> {
  requireNew(directory);
  using story = new Story(plan, directory);
  const chapters = await tellChapters(story, CHAPTERS, onChapter);
  const digest = stateDigest(story.site.state);
  using reader = openLedgerReader({ directory: auditorFolder(story).ledger });
  const root = Buffer.from(reader.root).toString("hex");
  const { refusals, checked } = story;
  return { plan, chapters, refusals, view: LedgerView.of(reader), stateDigest: digest, root, checked };
}

/** Tells chapters in their order. What the quarter does until the day of one is part of it. */
export async function tellChapters(
  story: Story,
  chapters: readonly Chapter[],
  onChapter: OnChapter,
): Promise<ToldChapter[]> {
  const told: ToldChapter[] = [];
  for (const [place, chapter] of chapters.entries()) {
    onChapter(chapter, place, chapters.length);
    told.push(await tellOne(story, chapter));
  }
  return told;
}

async function tellOne(story: Story, chapter: Chapter): Promise<ToldChapter> {
  const { id, title, day } = chapter;
  const firstEntry = story.site.state.entryCount;
  story.goOnUntil(day);
  const findings = await chapter.tell(story);
  const [toDay, endEntry] = [dayOf(story.clock.wallMs()), story.site.state.entryCount];
  return { id, title, fromDay: day, toDay, firstEntry, endEntry, ...findings };
}

function requireNew(directory: string): void {
  if (!existsSync(directory) || readdirSync(directory).length === 0) return;
  throw new PlimsollError({
    code: "FILE_EXISTS",
    expected: "an empty folder, or none, for the quarter",
    received: `"${directory}" with files in it`,
    fix: "name another folder",
  });
}
