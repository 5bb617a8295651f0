import { CLAIM_PPM } from "@plimsoll/kernel";
import { type DeploymentView, deploymentView } from "./deployment-view.ts";
import { type RunView, runView } from "./run-view.ts";
import { asOf, type AsOf, type SiteView } from "./site-view.ts";

/** Everything that lives, with its power and why: what somebody looks at first. */
export interface NowView extends AsOf {
  readonly site: { readonly name: string; readonly origin: string; readonly policyDigest: string };
  /** Where the bands begin, ppm (ACB-K §4). */
  readonly bands: { readonly fullPpm: number; readonly researchPpm: number; readonly pausedPpm: number };
  readonly runs: readonly RunView[];
  readonly deployments: readonly DeploymentView[];
}

export const nowView = (view: SiteView): NowView => ({
  ...asOf(view),
  site: { name: view.site.name, origin: view.origin, policyDigest: view.site.policyDigest },
  bands: { fullPpm: CLAIM_PPM.full, researchPpm: CLAIM_PPM.research, pausedPpm: CLAIM_PPM.paused },
  runs: view.state.runs
    .sorted()
    .filter(([, { ended }]) => !ended)
    .map(([, run]) => runView(view, run)),
  deployments: view.state.deployments
    .sorted()
    .filter(([, { ended }]) => !ended)
    .map(([, each]) => deploymentView(view, each)),
});
