import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import type { Wait } from "@plimsoll/governor";

export const CLOCK: Clock = systemClock;

export const WAIT: Wait = async (ms, signal) => await sleep(ms, undefined, { signal });
