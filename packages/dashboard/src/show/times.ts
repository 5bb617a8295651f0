import { UNKNOWN } from "./numbers.ts";

/** How long, in the largest unit that says something: `3.2 s`, `4 min 05 s`, `2 h 10 min`, `3 d 4 h`. */
export function duration(ms: number | null): string {
  if (ms === null) return UNKNOWN;
  if (ms < 60_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  const [minutes, hours, days] = [Math.floor(ms / 60_000), Math.floor(ms / 3_600_000), Math.floor(ms / 86_400_000)];
  if (hours === 0) return `${minutes} min ${two(Math.floor(ms / 1_000) % 60)} s`;
  return days === 0 ? `${hours} h ${two(minutes % 60)} min` : `${days} d ${hours % 24} h`;
}

const two = (value: number): string => `${value}`.padStart(2, "0");

/** An instant in UTC: what two readers in two places call it alike. */
export const instant = (at: number | null): string =>
  at === null || Math.abs(at) > 8.64e15 ? UNKNOWN : `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;

/** The time of day in UTC. */
export const timeOfDay = (at: number | null): string =>
  at === null || Math.abs(at) > 8.64e15 ? UNKNOWN : `${new Date(at).toISOString().slice(11, 19)} UTC`;
