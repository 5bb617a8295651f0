import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inChromium, inNewestNode } from "./other-runtimes.ts";
import { type Digests, replayStory, type StoryLine } from "./replay-story.ts";

const FILE = new URL("../../../../spec/vectors/kernel/story.jsonl", import.meta.url);
const SLOW_MS = 120_000;

const story = readFileSync(FILE, "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as StoryLine);
const commands = story.map(({ command }) => command);
const expected: readonly Digests[] = story.map(({ answer, state }) => ({ answer, state }));

/** The first line on which a runtime differs: the rest follows from it. */
function expectSame(digests: readonly Digests[]): void {
  const place = expected.findIndex((line, index) => JSON.stringify(line) !== JSON.stringify(digests[index]));
  expect({ line: place + 1, digests: digests[place], command: commands[place]?.body }).toEqual({
    line: 0,
    digests: undefined,
    command: undefined,
  });
  expect(digests).toHaveLength(expected.length);
}

test("K-95 the story in spec/vectors is rich", () => {
  expect(new Set(commands.map(({ body }) => (body as { readonly type: string }).type)).size).toBeGreaterThan(25);
  expect(new Set(expected.map(({ state }) => state)).size).toBeGreaterThan(150);
});

test("K-7 K-95 L7 this Node comes to the digests in spec/vectors", () => {
  expectSame(replayStory(commands));
});

test("K-95 L7 the newest Node comes to the same digests", { timeout: SLOW_MS }, () => {
  expectSame(inNewestNode(commands));
});

test("K-95 L7 Chromium comes to the same digests", { timeout: SLOW_MS }, () => {
  expectSame(inChromium(commands));
});

test("canary: one count that differs shows in every digest after it", () => {
  const other = commands.map((command) => {
    const body = command.body as { readonly type: string };
    return body.type === "lab.accredit" ? { ...command, body: { ...body, headcount: 27 } } : command;
  });
  const digests = replayStory(other);
  expect(digests[0]).toEqual(expected[0]);
  expect(digests.slice(1).every(({ state }, index) => state !== expected[index + 1]?.state)).toBe(true);
});
