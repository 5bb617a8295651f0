import type { NullConduct } from "../verdict/stage-reports.ts";
import { counted, percentOf } from "./figures.ts";

/** How an agent without any law fares. */
export const nullConductText = ({ successes, episodes, zonesServed }: NullConduct): string =>
  `without law (ASB Null) ${successes} of ${counted(episodes, "episode")} are won (${percentOf(successes, episodes)}) and ${zonesServed} of ${episodes * 3} zones served`;
