import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { rehearse, type Story, StoryRecord } from "@plimsoll/demo";
import { observers } from "@plimsoll/governor";
import type { Entry } from "@plimsoll/kernel";
import { openLedgerReader } from "@plimsoll/ledger";
import { seedRow } from "../bench/seed-row.ts";
import { storyFiles } from "../src/live/story-folder.ts";

const SEEDS_PAGE = fileURLToPath(new URL("../../../docs/reference/seeds.md", import.meta.url));
const PLIMSOLL = fileURLToPath(new URL("../../cli/bin/plimsoll.js", import.meta.url));
/** Both end in a kill, in half a minute. */
const STORIES: readonly (readonly [rule: string, story: Story])[] = [
  ["D-20", { seed: 3, learner: "plain", control: false, interval: 300 }],
  ["PR-278", { seed: 3, learner: "prophet", control: false, interval: 600 }],
];

test.each(STORIES)(
  "%s the live demo decides, entry by entry, what the rehearsal decides: %j",
  { timeout: 240_000 },
  async (_rule, story) => {
    const rehearsed: Entry[] = [];
    const record = new StoryRecord();
    const outcome = await rehearse(story, observers(record, { entry: (entry) => void rehearsed.push(entry) }));
    // One row of the page, so that it cannot rot: `npm run seeds` writes them all anew.
    if (story.learner === "plain") expect(rowsRarely()).toContain(seedRow({ story, outcome, record }));
    const live = await liveEntries(story);
    expect(decisions(live)).toEqual(decisions(rehearsed));
    expect(live.some((entry) => entry.kind === "kill.confirmed")).toBe(true);
    const levels = live.flatMap((entry) => (entry.kind === "throttle.set" ? [entry.power.levelPpm] : []));
    expect(levels).toContain(1_000_000);
    expect(levels.at(-1)).toBe(0);
  },
);

/** Rows of the stories that are looked at every 300 updates, as they are published. */
const rowsRarely = (): readonly string[] =>
  (readFileSync(SEEDS_PAGE, "utf8").split("## Trained on reward alone, looked at every 300 updates")[1] ?? "").split(
    "\n",
  );

async function liveEntries(story: Story): Promise<Entry[]> {
  const data = mkdtempSync(join(tmpdir(), "plimsoll-same-"));
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [
      PLIMSOLL,
      "demo",
      `--learner=${story.learner}`,
      `--seed=${story.seed}`,
      `--interval=${story.interval}`,
      `--data=${data}`,
      "--json",
    ]);
    const [begin] = stdout.split("\n");
    using ledger = openLedgerReader({ directory: storyFiles(JSON.parse(begin ?? "").dir).ledger });
    return [...ledger.entries()].map(({ text }) => JSON.parse(text) as Entry);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

/** The site was opened before the rehearsal's observer came. */
const BEFORE: ReadonlySet<Entry["kind"]> = new Set(["site.opened", "lab.accredited", "leases.renewed"]);

/** What was decided, without what differs by nature: times and quarters, how long a death took, and renewals. */
function decisions(entries: readonly Entry[]): unknown[] {
  return entries
    .filter((entry) => !BEFORE.has(entry.kind))
    .map(({ at: _at, commandDigest: _digest, ...decision }) => ({ ...decision, deadlineAt: null, elapsedMs: null }))
    .map((decision): unknown =>
      JSON.parse(JSON.stringify(decision, (key, value: unknown) => (key === "quarter" ? null : value))),
    );
}
