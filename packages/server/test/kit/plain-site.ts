import { systemClock } from "@plimsoll/foundation/node";
import { dataFolder, FileKeyRing, siteIn } from "@plimsoll/governor";
import { RICH_POLICY } from "./rich-policy.ts";

/** Makes a site in a folder that has labs and nothing else. */
export function makePlainSite(data: string, labs: readonly string[] = ["acme"]): void {
  using site = siteIn(data, new FileKeyRing(dataFolder(data).keys), systemClock);
  site.open("plain", RICH_POLICY);
  for (const lab of labs) site.accredit(lab, 1_000, 0);
}
