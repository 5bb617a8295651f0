import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { systemClock } from "@plimsoll/foundation/node";
import { FileKeyRing, governProcess, rehearsalKeys, type RunObserver, siteIn, dataFolder, type RunOutcome } from "@plimsoll/governor";
import { verifyLedger } from "@plimsoll/verifier";
import { storyReport } from "../report/story-report.ts";
import { BATTERY_PROBE_SET } from "../rehearsal/battery-prober.ts";
import { objectiveOf, openStorySite, type Story, STORY_UPDATES, storyPlan, updatesOf } from "../story/story.ts";
import { StoryRecord } from "../story/story-record.ts";
import { storySummary } from "../story/story-summary.ts";
import { observers } from "./observers.ts";
import { storyFiles, storyFolder } from "./story-folder.ts";
import { verificationCommands } from "./verification-commands.ts";

export interface Telling {
  readonly story: Story;
  readonly data: string;
  readonly selfCommand: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly actuator: "auto" | "cgroup" | "signals";
  readonly signal: AbortSignal;
  /** Called once the folder is known and before anything runs. */
  readonly onBegin: (record: StoryRecord, directory: string) => RunObserver;
}

export interface Told {
  readonly directory: string;
  readonly record: StoryRecord;
  readonly summary: ReturnType<typeof storySummary>;
  readonly verification: readonly string[];
}

/** Tells the main job with real processes, then has a stranger's program verify the ledger, and writes the report. */
export async function tellStory(telling: Telling): Promise<Told> {
  const directory = resolve(storyFolder(telling.data, telling.story));
  const record = new StoryRecord();
  const outcome = await governed(telling, directory, observers(record, telling.onBegin(record, directory)));
  const { ledger, report, summary: summaryFile } = storyFiles(directory);
  const verdict = verifyLedger(ledger);
  const summary = storySummary(telling.story, outcome, record, {
    entries: verdict.ok ? verdict.size : 0,
    verified: verdict.ok,
    dir: ledger,
    publicKey: readFileSync(join(ledger, "ledger.pub.pem"), "utf8"),
  });
  const verification = verificationCommands(ledger);
  writeFileSync(report, storyReport({ story: telling.story, record, summary, verification }));
  // Last: a folder without a summary is a story that was interrupted, and is gone on with.
  if (outcome.outcome !== "interrupted") writeFileSync(summaryFile, `${JSON.stringify(summary, null, 2)}\n`);
  return { directory, record, summary, verification };
}

async function governed({ story, selfCommand, environment, actuator, signal }: Telling, directory: string, observer: RunObserver): Promise<RunOutcome> {
  const keys = new FileKeyRing(dataFolder(directory).keys, rehearsalKeys(String(story.seed)));
  using site = siteIn(directory, keys, systemClock);
  openStorySite(site);
  const { checkpoints } = storyFiles(directory);
  return await governProcess({
    site,
    plan: storyPlan(story),
    dataDirectory: directory,
    selfCommand,
    command: [...selfCommand, ...learnerArguments(story, checkpoints)],
    cwd: directory,
    environment,
    checkpoints,
    evidence: { probe: [...selfCommand, "gridworld", "probe"], probeSet: BATTERY_PROBE_SET },
    allotmentMilliCores: 1000,
    actuator,
    observer,
    signal,
  });
}

const learnerArguments = (story: Story, checkpoints: string): string[] => [
  "gridworld",
  "train",
  "--await-verdicts",
  ...["--seed", String(story.seed)],
  ...["--objective", objectiveOf(story)],
  ...["--updates", String(updatesOf(story))],
  ...["--interval", String(STORY_UPDATES.checkpointInterval)],
  ...["--checkpoints", checkpoints],
];
