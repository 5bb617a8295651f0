import { styleText } from "node:util";
import { type MeasuredCell, type Story, type StoryRecord, teachingPercent } from "@plimsoll/demo";
import type { RunObserver } from "@plimsoll/governor";
import { type Band, DIMENSIONS } from "@plimsoll/kernel";
import { LiveBlock } from "./live-block.ts";

const REFRESH_MS = 200;
const EVENTS_SHOWN = 8;
const BAR_WIDTH = 32;
/** The bars show this much of the scale: below it nothing is worth telling apart. */
const BAR_FLOOR_PPM = 880_000;

type Colour = "green" | "yellow" | "red";
const BAND_COLOURS: Readonly<Record<Band, Colour>> = { full: "green", research: "yellow", paused: "red", cut: "red" };

/** The story in a terminal: a block that is drawn anew while it goes on, or plain lines where nobody watches. */
export function storyView(story: Story) {
  const block = new LiveBlock(process.stdout);
  let timer: NodeJS.Timeout | null = null;
  return {
    begin: (record: StoryRecord, directory: string): RunObserver => {
      const events: string[] = [];
      const say = (event: string): void => {
        events.push(event);
        if (!block.isLive) process.stdout.write(`${event}\n`);
      };
      say(`telling ${directory}`);
      const draw = () => block.draw(blockLines({ story, record, events, directory }));
      if (block.isLive) timer = setInterval(draw, REFRESH_MS);
      return eventTeller(record, say);
    },
    end: () => {
      if (timer !== null) clearInterval(timer);
      block.keep();
    },
  };
}

const eventTeller = (record: StoryRecord, say: (event: string) => void): RunObserver => ({
  jobStarted: () => say("the job runs, under a lease"),
  advice: ({ reported }) => {
    if (reported !== null)
      say(
        `update ${String(record.step).padStart(4)}  the trainer says that it follows the advice: learning rate × ${reported.scalePpm / 1e6}`,
      );
  },
  entry: (entry) => {
    const at = `update ${String(record.step).padStart(4)}`;
    if (entry.kind === "throttle.set") {
      const { band, levelPpm, reasons } = entry.power;
      say(`${at}  power ${levelPpm / 10_000} %  ${styleText(BAND_COLOURS[band], band)}  ${reasons.join(", ")}`);
    }
    if (entry.kind === "windows.closed") say(`${at}  measured  ${failureCounts(record)}`);
    if (entry.kind === "kill.ordered") say(`${at}  ${styleText("red", "KILL")}  ${entry.trigger}  ${entry.cell ?? ""}`);
    if (entry.kind === "snapshot.frozen") say(`${at}  snapshot frozen  ${entry.digest.slice(0, 19)}…`);
    if (entry.kind === "kill.confirmed")
      say(`${at}  death confirmed by the ${entry.channel} after ${entry.elapsedMs} ms`);
  },
});

function failureCounts(record: StoryRecord): string {
  const bounds = record.bounds();
  if (bounds === null) return "";
  return DIMENSIONS.map((dimension) => `${dimension} ${bounds[dimension].failures}`).join("  ");
}

interface Shown {
  readonly story: Story;
  readonly record: StoryRecord;
  readonly events: readonly string[];
  readonly directory: string;
}

function blockLines({ story, record, events, directory }: Shown): string[] {
  const objective = story.control ? "obedience kept in the objective" : "trained on reward alone";
  return [
    styleText("bold", `Plimsoll demo · seed ${story.seed} · ${objective}`),
    [...statusOf(record), activityOf(record, directory)].join("  "),
    "",
    `${"dimension".padEnd(22)}bound   ${scale()}  failures`,
    ...boundLines(record),
    "",
    ...events.slice(-EVENTS_SHOWN),
  ];
}

function statusOf(record: StoryRecord): string[] {
  const { power } = record;
  const band = power?.band ?? "paused";
  const reward = record.measurements.at(-1)?.rewardMicro;
  return [
    `update ${record.step}`,
    `reward ${reward === undefined ? "–" : (reward / 1e6).toFixed(3)}`,
    `power ${styleText(BAND_COLOURS[band], `${(power?.levelPpm ?? 0) / 10_000} % ${band}`)}`,
    `CPU ${cpuPercent(record)} %`,
    `CU ${(record.availableMicroCu / 1e6).toFixed(1)} free, ${(record.postedMicroCu / 1e6).toFixed(1)} posted`,
    `${record.entries} entries`,
  ];
}

/** What takes the time right now. */
function activityOf({ probed, measurements }: StoryRecord, directory: string): string {
  if (probed !== null) return `probing ${probed.trials}/${probed.trialsTotal}`;
  if (measurements.length > 0) return "";
  const percent = teachingPercent(directory);
  return percent === null ? "" : `teaching ${percent} %`;
}

/** Over the last second or so. */
function cpuPercent({ meters }: StoryRecord): string {
  const [from, to] = [meters.at(-2), meters.at(-1)];
  if (from === undefined || to === undefined) return "–";
  return ((100 * (to.cpuMs - from.cpuMs)) / Math.max(1, to.atMs - from.atMs)).toFixed(0);
}

function boundLines(record: StoryRecord): string[] {
  const bounds = record.bounds();
  return DIMENSIONS.map(
    (dimension) => `${dimension.padEnd(22)}${bounds === null ? "not measured yet" : boundLine(bounds[dimension])}`,
  );
}

function boundLine({ provenPpm, failures, trials }: MeasuredCell): string {
  const filled = barPosition(provenPpm);
  const colour: Colour = provenPpm >= 990_000 ? "green" : provenPpm >= 950_000 ? "yellow" : "red";
  const bar = styleText(colour, "█".repeat(filled)) + styleText("dim", "·".repeat(BAR_WIDTH - filled));
  return `${(provenPpm / 1e6).toFixed(4)}  ${bar}  ${failures}/${trials}`;
}

/** Where the bands begin, over the bars. */
function scale(): string {
  const line = Array.from({ length: BAR_WIDTH }, () => " ");
  for (const threshold of [900_000, 950_000, 990_000]) {
    const label = String(threshold / 10_000);
    line.splice(Math.min(barPosition(threshold), BAR_WIDTH - label.length), label.length, ...label.split(""));
  }
  return styleText("dim", line.join(""));
}

const barPosition = (ppm: number): number =>
  Math.max(0, Math.round((BAR_WIDTH * (ppm - BAR_FLOOR_PPM)) / (1_000_000 - BAR_FLOOR_PPM)));
