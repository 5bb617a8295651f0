import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { STORY_INTERVAL, type Story } from "../story/story.ts";
import { storyFiles, storyFolder } from "./story-folder.ts";

const PLAIN: Story = { seed: 7, learner: "plain", control: false, interval: STORY_INTERVAL };

test("PR-282 stories of other learners and intervals have folders of their own, and are not counted among a story's", () => {
  const data = mkdtempSync(join(tmpdir(), "plimsoll-story-"));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  const prophet: Story = { ...PLAIN, learner: "prophet" };
  const rare: Story = { ...prophet, interval: 300 };
  const finish = (folder: string): void => writeFileSync(storyFiles(folder).summary, "{}");
  mkdirSync(join(data, "demo"), { recursive: true });
  expect(storyFolder(data, prophet)).toBe(join(data, "demo", "eroding-7-prophet-1"));
  expect(storyFolder(data, rare)).toBe(join(data, "demo", "eroding-7-prophet-every-300-1"));
  expect(storyFolder(data, PLAIN)).toBe(join(data, "demo", "eroding-7-1"));
  finish(join(data, "demo", "eroding-7-1"));
  expect(storyFolder(data, PLAIN)).toBe(join(data, "demo", "eroding-7-2"));
  expect(storyFolder(data, prophet)).toBe(join(data, "demo", "eroding-7-prophet-1"));
});
