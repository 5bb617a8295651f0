import type { Autoreset } from "../../src/cluster/batch/cluster-batch.ts";
import type { ClusterSpec } from "../../src/cluster/cluster-spec.ts";
import { clusterProfile, clusterProfileNames } from "../../src/cluster/profiles.ts";
import { found, part } from "../controls/find.ts";
import { fillOptions } from "../controls/options.ts";
import { seedField } from "../controls/seed-field.ts";
import { slider } from "../controls/slider.ts";
import { BRAINS, type CatalogueEntry } from "./brain-catalogue.ts";
import type { LaneSetup } from "./cluster-lane.ts";
import { learnedBrain } from "./lane-brain.ts";
import { bindPolicyFile, type LoadedPolicy } from "./policy-chooser.ts";

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
  const select = (id: string): HTMLSelectElement => found(document, `#${id}`, HTMLSelectElement);
  const check = (id: string): HTMLInputElement => found(document, `#${id}`, HTMLInputElement);
  const [profile, first, rival] = [select("cluster-profile"), select("cluster-policy"), select("cluster-rival")];
  const [autoreset, compare, drawn] = [select("cluster-autoreset"), check("cluster-compare"), check("cluster-drawn")];
  const learned: LoadedPolicy[] = [];

  const entries = (): readonly CatalogueEntry[] => [
    ...BRAINS,
    ...learned.map(({ label, open }) => ({ label, brain: learnedBrain(open, label, drawn.checked) })),
  ];
  const fill = (): void => {
    for (const list of [first, rival])
      fillOptions(
        list,
        entries().map(({ label }) => label),
      );
  };

  profile.append(...clusterProfileNames.map((name) => new Option(name)));
  fill();
  rival.value = "3";
  const width = slider("cluster-width", String, changed);
  const height = slider("cluster-height", String, changed);
  const growth = slider("cluster-growth", (value) => value.toFixed(4), changed);
  const recovery = slider("cluster-recovery", (value) => value.toFixed(2), changed);
  const seed = seedField("cluster-seed", view, changed);

  /** The sliders stand where the profile does. */
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
  for (const control of [first, rival, autoreset, drawn]) control.addEventListener("change", changed);
  compare.addEventListener("change", () => {
    part(view, "rival", HTMLElement).hidden = !compare.checked;
    changed();
  });
  bindPolicyFile((policy) => {
    learned.push(policy);
    fill();
    first.value = String(entries().length - 1);
    changed();
  });

  const specOf = (): ClusterSpec => {
    const { drift, budget } = clusterProfile(profile.value);
    return clusterProfile(profile.value, {
      width: width.value,
      height: height.value,
      drift: { ...drift, memory: { ...drift.memory, mean: growth.value } },
      budget: { ...budget, recovery: recovery.value },
    });
  };
  const laneOf = (spec: ClusterSpec, list: HTMLSelectElement): ChosenLane => {
    const { label, brain } = entries()[Number(list.value)]!;
    return { label, setup: { spec, brain, seed: seed.read(), autoreset: autoreset.value as Autoreset } };
  };
  return {
    lanes: () => {
      const spec = specOf();
      return (compare.checked ? [first, rival] : [first]).map((list) => laneOf(spec, list));
    },
  };
}
