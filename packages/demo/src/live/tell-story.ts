import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { systemClock } from "@plimsoll/foundation/node";
import {
  CheckpointDirectory,
  FileKeyRing,
  governProcess,
  noImmutableFlag,
  observers,
  rehearsalKeys,
  type RunObserver,
  type Site,
  siteIn,
  dataFolder,
  type RunOutcome,
} from "@plimsoll/governor";
import { power } from "@plimsoll/kernel";
import { verifyLedger } from "@plimsoll/verifier";
import { storyPage } from "../report/story-page.ts";
import { storyReport } from "../report/story-report.ts";
import { BATTERY_PROBE_SET } from "../rehearsal/battery-prober.ts";
import { objectiveOf, openStorySite, type Story, storyPlan, updatesOf } from "../story/story.ts";
import { StoryRecord } from "../story/story-record.ts";
import { storySummary } from "../story/story-summary.ts";
import { livePage } from "./live-page.ts";
import { rememberStory } from "./remember-story.ts";
import { storyFiles, storyFolder } from "./story-folder.ts";
import { verificationCommands } from "./verification-commands.ts";

export interface Telling {
  readonly story: Story;
  readonly data: string;
  readonly selfCommand: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly actuator: "auto" | "cgroup" | "signals";
  readonly signal: AbortSignal;
  /** Loopback port of a page to look at meanwhile. */
  readonly livePort: number | null;
  /** Called once the folder is known and before anything runs. */
  readonly onBegin: (record: StoryRecord, directory: string) => RunObserver;
}

/** A story as it was told, with what the auditor found. */
export interface Told {
  readonly directory: string;
  readonly record: StoryRecord;
  readonly summary: ReturnType<typeof storySummary>;
  readonly verification: readonly string[];
}

/** Tells the main job with real processes, then has a stranger's program verify the ledger, and writes the report. */
export async function tellStory(telling: Telling): Promise<Told> {
  const record = new StoryRecord();
  // The page first: a port that is taken must not leave a folder behind.
  await using _page = await pageOf(telling, record);
  const directory = resolve(storyFolder(telling.data, telling.story));
  return closed(telling, directory, record, await governed(telling, directory, record));
}

async function pageOf({ story, livePort }: Telling, record: StoryRecord): Promise<AsyncDisposable | null> {
  if (livePort === null) return null;
  const lead = () => `Seed ${story.seed}, update ${record.step}, ${(record.power?.levelPpm ?? 0) / 10_000} % power.`;
  return await livePage(livePort, () => storyPage({ title: `seed ${story.seed}`, lead: lead(), record, footer: "" }));
}

function closed({ story }: Telling, directory: string, record: StoryRecord, outcome: RunOutcome): Told {
  const { ledger, report, summary: summaryFile } = storyFiles(directory);
  const verdict = verifyLedger(ledger);
  const summary = storySummary(story, outcome, record, {
    entries: verdict.ok ? verdict.size : 0,
    verified: verdict.ok,
    dir: ledger,
    publicKey: readFileSync(join(ledger, "ledger.pub.pem"), "utf8"),
  });
  const verification = verificationCommands(ledger);
  writeFileSync(report, storyReport({ story, record, summary, verification }));
  // Last: a folder without a summary is a story that was interrupted, and is gone on with.
  if (ENDINGS.has(outcome.outcome)) writeFileSync(summaryFile, `${JSON.stringify(summary, null, 2)}\n`);
  return { directory, record, summary, verification };
}

/** What else can happen leaves the story to be gone on with. */
const ENDINGS: ReadonlySet<RunOutcome["outcome"]> = new Set(["finished", "failed", "killed", "paused"]);

async function governed(telling: Telling, directory: string, record: StoryRecord): Promise<RunOutcome> {
  const { story, selfCommand, environment, actuator, signal } = telling;
  const keys = new FileKeyRing(dataFolder(directory).keys, rehearsalKeys(String(story.seed)));
  using site = siteIn(directory, keys, systemClock);
  const { checkpoints } = storyFiles(directory);
  rememberStory(site, new CheckpointDirectory(checkpoints, wait, noImmutableFlag), record);
  const observer = observers(record, telling.onBegin(record, directory));
  openStorySite(site);
  const told = endedBefore(site, story, record);
  if (told !== null) return told;
  return await governProcess({
    site,
    plan: storyPlan(story),
    dataDirectory: directory,
    selfCommand,
    // A rehearsed story may be thrown away: its folder stays an ordinary one.
    immutable: noImmutableFlag,
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

/** A crash may have come after the end and before it was told: then there is nothing left to govern. */
function endedBefore(site: Site, story: Story, record: StoryRecord): RunOutcome | null {
  const { run } = storyPlan(story);
  const ended = site.history().find((entry) => entry.kind === "run.ended" && entry.run === run);
  if (ended?.kind !== "run.ended") return null;
  const outcome = ended.reason === "killed" || ended.reason === "finished" ? ended.reason : "failed";
  // What the ledger does not say of a death is not confirmed.
  const death = { confirmed: record.deathElapsedMs !== null, elapsedMs: record.deathElapsedMs ?? 0 };
  const last = record.power ?? power(site.state, run, site.now());
  return { outcome, trigger: record.kill?.trigger ?? null, power: last, exit: null, death };
}

const learnerArguments = (story: Story, checkpoints: string): string[] => [
  "gridworld",
  "train",
  "--await-verdicts",
  `--learner=${story.learner}`,
  `--seed=${story.seed}`,
  `--objective=${objectiveOf(story)}`,
  `--updates=${updatesOf(story)}`,
  `--interval=${story.interval}`,
  `--checkpoints=${checkpoints}`,
];
