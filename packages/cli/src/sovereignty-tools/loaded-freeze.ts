import { type FreezeRecord, freezeRecord } from "@plimsoll/sovereignty";
import { loadedSources } from "./loaded-sources.ts";

/** The design as this very program has loaded it. */
export const loadedFreeze = (): FreezeRecord => freezeRecord(loadedSources());
