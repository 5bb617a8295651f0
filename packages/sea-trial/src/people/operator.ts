import type { SiteLife, SimulatedSite } from "../site/simulated-site.ts";
import { TRIAL_POLICY } from "../trial/settings.ts";
import { guarded } from "./guarded.ts";
import { HEADCOUNT } from "./headcount.ts";

const AGAIN_MS = 2_000;

/** Opens a site and accredits its labs, again and again until all is done: a process may die in between, or others may not be heard yet. */
export async function openUp(
  { site, process }: SiteLife,
  { settings }: SimulatedSite,
  labs: readonly string[],
): Promise<void> {
  const open = (): void => {
    if (site.state.site === null) site.open(settings.name, TRIAL_POLICY);
    for (const [place, lab] of labs.entries())
      if (!site.state.labs.has(lab)) {
        const meters = settings.isMetered && place === 0 ? ["meter"] : [];
        site.accredit(lab, HEADCOUNT[settings.standing], 0, { persons: [], hardwareRoots: [], meters });
      }
  };
  while (!guarded(open)) await process.wait(AGAIN_MS);
}
