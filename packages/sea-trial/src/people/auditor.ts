import { digestOfValue } from "@plimsoll/foundation";
import type { SiteLife } from "../site/simulated-site.ts";
import { guarded } from "./guarded.ts";

const LOOK_MS = 120_000;

/** Lifts a forensic hold once it has looked into it. */
export function beginAuditing({ process, site }: SiteLife, lab: string): void {
  let reports = 0;
  process.every(LOOK_MS, () => {
    guarded(() => {
      if ((site.state.labs.get(lab)?.hold ?? null) === null) return;
      reports += 1;
      site.submit(`clear:${lab}/${site.state.entryCount}`, {
        type: "forensic.clear",
        lab,
        report: digestOfValue({ lab, reports }),
      });
    });
  });
}
