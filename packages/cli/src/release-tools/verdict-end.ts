import { VERDICT_MS_MAX } from "@plimsoll/kernel";

const DAY_MS = 86_400_000;

/** The end of a verdict that is not green changes nothing. It is the same all day, so that the same word is one command. */
export const notGreenEndMs = (nowMs: number): number => Math.floor(nowMs / DAY_MS) * DAY_MS + VERDICT_MS_MAX;
