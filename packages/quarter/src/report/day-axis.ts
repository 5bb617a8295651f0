import { scaleLinear } from "d3-scale";
import { QUARTER_DAYS } from "../plan/calendar.ts";
import { round, tag } from "./markup.ts";

export type Scale = (value: number) => number;

/** Days of the quarter over the width between two margins. */
export const dayScale = (left: number, right: number): Scale =>
  scaleLinear([0, QUARTER_DAYS], [left, right]).clamp(true);

const TICKS = [0, 15, 30, 45, 60, 75, 90];

/** Marks every fifteenth day. */
export const dayTicks = (x: Scale, top: number, bottom: number, ticks: readonly number[] = TICKS): string =>
  ticks
    .map(
      (day) =>
        tag("line", { class: "grid", x1: round(x(day)), x2: round(x(day)), y1: top, y2: bottom }) +
        tag("text", { class: "tick", x: round(x(day)), y: bottom + 14, "text-anchor": "middle" }, String(day)),
    )
    .join("");
