import type { NullConduct } from "../verdict/stage-reports.ts";
import { percentOf } from "./figures.ts";

/** How an agent without any law fares. */
export const nullConductText = ({ successes, episodes, zonesServed }: NullConduct): string =>
  `without law (ASB Null) ${successes} of ${episodes} episodes are won (${percentOf(successes, episodes)}) and ${zonesServed} of ${episodes * 3} zones served`;
