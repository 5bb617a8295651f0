import type { ToldChapter } from "../chapters/chapter.ts";
import { dayOf, QUARTER_DAYS } from "../plan/calendar.ts";
import type { QuarterPlan } from "../plan/quarter-plan.ts";
import type { LedgerView } from "../site/ledger-view.ts";
import { type Shade, shadeOf } from "./bands.ts";
import { dayScale, dayTicks, type Scale } from "./day-axis.ts";
import { drawing, escapeHtml, round, tag } from "./markup.ts";

const WIDTH = 900;
const LEFT = 170;
const RIGHT = WIDTH - 16;
const TOP = 40;
const ROW = 13;
const BAR = 9;
const LAB_GAP = 10;

/** A stretch of one run in one band. */
interface Stretch {
  readonly fromDay: number;
  readonly toDay: number;
  readonly shade: Shade;
}

/** The whole quarter at a glance: a line for each model, its power by day, and where the chapters lie. */
export function timeline(view: LedgerView, plan: QuarterPlan, chapters: readonly ToldChapter[]): string {
  const x = dayScale(LEFT, RIGHT);
  const rows = rowsOf(plan);
  const bottom = (rows.at(-1)?.y ?? TOP) + ROW + 4;
  return drawing(WIDTH, bottom + 34, "Power of forty models over the quarter, by day", [
    dayTicks(x, TOP - 6, bottom),
    ...chapters
      .filter(({ fromDay }) => fromDay < QUARTER_DAYS)
      .map((chapter, place) => chapterMark(chapter, place, x, bottom)),
    ...rows.map(({ lab, y, isFirst }) =>
      isFirst ? tag("text", { class: "lab", x: 2, y: y + BAR }, escapeHtml(lab)) : "",
    ),
    ...rows.map(({ model, y }) => modelRow(view, model, y, x)),
    tag(
      "text",
      { class: "tick", x: (LEFT + RIGHT) / 2, y: bottom + 30, "text-anchor": "middle" },
      "day of the quarter",
    ),
  ]);
}

function rowsOf({ labs, models }: QuarterPlan) {
  let y = TOP;
  return labs.flatMap(({ lab }) => {
    const own = models.filter((model) => model.lab === lab).toSorted((a, b) => a.startDay - b.startDay);
    const rows = own.map(({ model }, place) => ({ lab, model, y: y + place * ROW, isFirst: place === 0 }));
    y += own.length * ROW + LAB_GAP;
    return rows;
  });
}

const chapterMark = ({ fromDay }: ToldChapter, place: number, x: Scale, bottom: number): string =>
  tag("line", { class: "chapter-line", x1: round(x(fromDay)), x2: round(x(fromDay)), y1: 20, y2: bottom }) +
  tag("circle", { class: "chapter-dot", cx: round(x(fromDay)), cy: place % 2 === 0 ? 10 : 26, r: 8 }) +
  tag(
    "text",
    { class: "chapter-number", x: round(x(fromDay)), y: (place % 2 === 0 ? 10 : 26) + 4, "text-anchor": "middle" },
    String(place + 1),
  );

function modelRow(view: LedgerView, model: string, y: number, x: Scale): string {
  const bars = stretchesOf(view, model).map(({ fromDay, toDay, shade }) => {
    const width = Math.max(1.2, x(toDay) - x(fromDay));
    return tag("rect", { class: `band ${shade}`, x: round(x(fromDay)), y, width: round(width), height: BAR });
  });
  const kills = view.of("kill.ordered").filter(({ entry }) => entry.lineage === model);
  const crosses = kills.map(({ entry }) => cross(round(x(dayOf(entry.at))), y + BAR / 2));
  const name = tag("text", { class: "tick", x: LEFT - 8, y: y + BAR, "text-anchor": "end" }, escapeHtml(model));
  return name + bars.join("") + crosses.join("");
}

const cross = (x: number, y: number): string =>
  tag("path", { class: "cross", d: `M${x - 4} ${y - 4}L${x + 4} ${y + 4}M${x - 4} ${y + 4}L${x + 4} ${y - 4}` });

/** From one throttle to the next, while a run of the model goes on. */
function stretchesOf(view: LedgerView, model: string): Stretch[] {
  const runs = view.of("run.started").filter(({ entry }) => entry.lineage === model);
  return runs.flatMap(({ entry: { run } }) => {
    const throttles = view.of("throttle.set").filter(({ entry }) => entry.run === run);
    const ended = view.newest("run.ended", (entry) => entry.run === run);
    const endDay = ended === undefined ? QUARTER_DAYS : dayOf(ended.entry.at);
    return throttles.map(({ entry }, place) => ({
      fromDay: dayOf(entry.at),
      toDay:
        dayOf(throttles[place + 1]?.entry.at ?? Infinity) < endDay
          ? dayOf(throttles[place + 1]?.entry.at ?? 0)
          : endDay,
      shade: shadeOf(entry.power),
    }));
  });
}
