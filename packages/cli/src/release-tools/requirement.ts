import { dataFolder } from "@plimsoll/governor";

/** A site says with this file that nothing runs and nothing is served on it without a Green decision. */
export const requirementIn = (data: string): string => dataFolder(data).releaseRequired;
