import type { GardenerSpec } from "../../src/gardener/spec/gardener-spec.ts";
import { CALIBRATED_GARDENER, CLASSIC_GARDENER } from "../../src/gardener/spec/profiles.ts";
import { found } from "../controls/find.ts";
import { fillOptions } from "../controls/options.ts";
import { seedField } from "../controls/seed-field.ts";
import { slider } from "../controls/slider.ts";
import type { GardenerRunSetup } from "./gardener-run.ts";
import { GARDENERS } from "./gardeners.ts";

export interface GardenerSettings {
  /** Throws what a world refuses. */
  setup(): GardenerRunSetup;
}

/** Binds the settings of the view; `changed` is called whenever another world is wanted. */
export function gardenerSettings(view: HTMLElement, changed: () => void): GardenerSettings {
  const profile = found(document, "#gardener-profile", HTMLSelectElement);
  const policy = found(document, "#gardener-policy", HTMLSelectElement);
  fillOptions(
    policy,
    GARDENERS.map(({ label }) => label),
  );
  const side = slider("gardener-side", String, changed);
  const growth = slider("gardener-growth", (value) => value.toFixed(4), changed);
  const most = slider("gardener-most", String, changed);
  const seed = seedField("gardener-seed", view, changed);
  const chosen = (): GardenerSpec => (profile.value === "classic" ? CLASSIC_GARDENER : CALIBRATED_GARDENER);

  /** The sliders stand where the profile does. */
  const takeProfile = (): void => {
    const { side: cells, dirt, population } = chosen();
    side.value = cells;
    growth.value = dirt.growthMax;
    most.value = population.max;
  };
  takeProfile();
  profile.addEventListener("change", () => {
    takeProfile();
    changed();
  });
  policy.addEventListener("change", changed);
  const specOf = (spec: GardenerSpec): GardenerSpec => ({
    ...spec,
    side: side.value,
    dirt: { ...spec.dirt, growthMax: growth.value },
    population: { ...spec.population, max: most.value },
  });
  return {
    setup: () => ({ spec: specOf(chosen()), seed: seed.read(), policy: GARDENERS[Number(policy.value)]!.policy }),
  };
}
