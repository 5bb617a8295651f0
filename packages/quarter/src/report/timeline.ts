import type { ToldChapter } from "../chapters/chapter.ts";
import { dayOf, onDay, QUARTER_DAYS } from "../plan/calendar.ts";
import type { QuarterPlan } from "../plan/quarter-plan.ts";
import type { LedgerView } from "../site/ledger-view.ts";
import { dayScale, dayTicks, type Scale } from "./day-axis.ts";
import { drawing, escapeHtml, round, tag } from "./markup.ts";
import { type PowerSpan, powerSpans } from "./power-spans.ts";

const WIDTH = 900;
const LEFT = 170;
const RIGHT = WIDTH - 16;
const TOP = 40;
const ROW = 13;
const BAR = 9;
const LAB_GAP = 10;

/** What lasts less is drawn so wide, in units of the drawing: three hours and a half. */
const SPAN_WIDTH_MIN = 1.2;

/** The whole quarter at a glance: a line for each model, its power by day, and where the chapters lie. */
export function timeline(view: LedgerView, plan: QuarterPlan, chapters: readonly ToldChapter[]): string {
  const x = dayScale(LEFT, RIGHT);
  const rows = rowsOf(plan);
  const spans = powerSpans(view, onDay(QUARTER_DAYS));
  const bottom = (rows.at(-1)?.y ?? TOP) + ROW + 4;
  return drawing(WIDTH, bottom + 34, "Power of forty models over the quarter, by day", [
    dayTicks(x, TOP - 6, bottom),
    ...chapters
      .filter(({ fromDay }) => fromDay < QUARTER_DAYS)
      .map((chapter, place) => chapterMark(chapter, place, x, bottom)),
    ...rows.map(({ lab, y, isFirst }) =>
      isFirst ? tag("text", { class: "lab", x: 2, y: y + BAR }, escapeHtml(lab)) : "",
    ),
    ...rows.map(({ model, y }) => modelRow(view, spans, { model, y }, x)),
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

interface Row {
  readonly model: string;
  readonly y: number;
}

function modelRow(
  view: LedgerView,
  spans: ReadonlyMap<string, readonly PowerSpan[]>,
  { model, y }: Row,
  x: Scale,
): string {
  const runs = view.of("run.started").filter(({ entry }) => entry.lineage === model);
  const own = runs.flatMap(({ entry }) => spans.get(entry.run) ?? []);
  // What is short is drawn wider than it is, so that what lies around it goes first.
  const bars = own.toSorted((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs)).map((span) => spanBar(span, y, x));
  const kills = view.of("kill.ordered").filter(({ entry }) => entry.lineage === model);
  const crosses = kills.map(({ entry }) => cross(round(x(dayOf(entry.at))), y + BAR / 2));
  const name = tag("text", { class: "tick", x: LEFT - 8, y: y + BAR, "text-anchor": "end" }, escapeHtml(model));
  return name + bars.join("") + crosses.join("");
}

function spanBar({ fromMs, toMs, shade }: PowerSpan, y: number, x: Scale): string {
  const [from, to] = [x(dayOf(fromMs)), x(dayOf(toMs))];
  const width = Math.max(SPAN_WIDTH_MIN, to - from);
  return tag("rect", { class: `band ${shade}`, x: round(from), y, width: round(width), height: BAR });
}

const cross = (x: number, y: number): string =>
  tag("path", { class: "cross", d: `M${x - 4} ${y - 4}L${x + 4} ${y + 4}M${x - 4} ${y + 4}L${x + 4} ${y - 4}` });
