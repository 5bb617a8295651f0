import type { RunObserver } from "@plimsoll/governor";
import type { StoryRecord } from "@plimsoll/demo";
import { printJson } from "./print-json.ts";

/** The story as JSON lines: what was measured, what power followed. */
export const storyJson = () => ({
  begin: (record: StoryRecord, directory: string): RunObserver => {
    printJson({ type: "begin", dir: directory });
    return {
      advice: ({ advisedScalePpm, reported }) =>
        printJson({ type: "advice", advisedScalePpm, reportedScalePpm: reported?.scalePpm ?? null }),
      entry: (entry) => {
        const { step } = record;
        if (entry.kind === "windows.closed") printJson({ type: "measurement", ...record.measurements.at(-1) });
        if (entry.kind === "throttle.set") printJson({ type: "power", step, ...entry.power });
        if (entry.kind === "kill.ordered") printJson({ type: "kill", step, trigger: entry.trigger, cell: entry.cell });
      },
    };
  },
  end: () => {},
});
