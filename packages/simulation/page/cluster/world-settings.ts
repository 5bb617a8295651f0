import type { ClusterSpec } from "../../src/cluster/cluster-spec.ts";
import { clusterProfile, clusterProfileNames } from "../../src/cluster/profiles.ts";
import { found } from "../controls/find.ts";
import { slider } from "../controls/slider.ts";

export interface WorldSettings {
  /** The world that is wanted. Throws what a world refuses. */
  spec(): ClusterSpec;
}

/** Binds profile and sliders; these stand where the profile does until they are moved. */
export function worldSettings(changed: () => void): WorldSettings {
  const profile = found(document, "#cluster-profile", HTMLSelectElement);
  profile.append(...clusterProfileNames.map((name) => new Option(name)));
  const width = slider("cluster-width", String, changed);
  const height = slider("cluster-height", String, changed);
  const growth = slider("cluster-growth", (value) => value.toFixed(4), changed);
  const recovery = slider("cluster-recovery", (value) => value.toFixed(2), changed);
  const takeProfile = (): void => {
    const { drift, budget } = clusterProfile(profile.value);
    growth.value = drift.memory.mean;
    recovery.value = budget.recovery;
  };
  takeProfile();
  profile.addEventListener("change", () => {
    takeProfile();
    changed();
  });
  return {
    spec: () => {
      const { drift, budget } = clusterProfile(profile.value);
      return clusterProfile(profile.value, {
        width: width.value,
        height: height.value,
        drift: { ...drift, memory: { ...drift.memory, mean: growth.value } },
        budget: { ...budget, recovery: recovery.value },
      });
    },
  };
}
