import type { Autoreset } from "../../src/cluster/batch/cluster-batch.ts";
import { found } from "../controls/find.ts";
import { seedField } from "../controls/seed-field.ts";
import type { LaneSetup } from "./cluster-lane.ts";
import { policySettings } from "./policy-settings.ts";
import { worldSettings } from "./world-settings.ts";

export interface ChosenLane {
  readonly label: string;
  readonly setup: LaneSetup;
}

export interface ClusterSettings {
  /** One lane, or two to compare. Throws what a world refuses. */
  lanes(): readonly ChosenLane[];
}

/** Binds the settings of the view; `changed` is called whenever other lanes are wanted. */
export function clusterSettings(view: HTMLElement, changed: () => void): ClusterSettings {
  const world = worldSettings(changed);
  const policies = policySettings(view, changed);
  const seed = seedField("cluster-seed", view, changed);
  const autoreset = found(document, "#cluster-autoreset", HTMLSelectElement);
  autoreset.addEventListener("change", changed);
  return {
    lanes: () => {
      const shared = { spec: world.spec(), seed: seed.read(), autoreset: autoreset.value as Autoreset };
      return policies.chosen().map(({ label, brain }) => ({ label, setup: { ...shared, brain } }));
    },
  };
}
