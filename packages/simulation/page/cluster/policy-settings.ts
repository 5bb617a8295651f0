import { found, part } from "../controls/find.ts";
import { fillOptions } from "../controls/options.ts";
import { BRAINS, type CatalogueEntry } from "./brain-catalogue.ts";
import { learnedBrain } from "./lane-brain.ts";
import { bindPolicyFile, type LoadedPolicy } from "./policy-chooser.ts";

export interface PolicySettings {
  /** The policy that is wanted, or two to compare. */
  chosen(): readonly CatalogueEntry[];
}

/** The place in the list of what the first policy is compared with at first. */
const FIRST_RIVAL = "3";

/** Binds both lists of policies, which grow by what is read from files. */
export function policySettings(view: HTMLElement, changed: () => void): PolicySettings {
  const [first, rival] = ["#cluster-policy", "#cluster-rival"].map((id) => found(document, id, HTMLSelectElement)) as [
    HTMLSelectElement,
    HTMLSelectElement,
  ];
  const [compare, drawn] = ["#cluster-compare", "#cluster-drawn"].map((id) =>
    found(document, id, HTMLInputElement),
  ) as [HTMLInputElement, HTMLInputElement];
  const learned: LoadedPolicy[] = [];
  const entries = (): readonly CatalogueEntry[] => [
    ...BRAINS,
    ...learned.map(({ label, open }) => ({ label, brain: learnedBrain(open, label, drawn.checked) })),
  ];
  const fill = (): void => {
    const labels = entries().map(({ label }) => label);
    for (const list of [first, rival]) fillOptions(list, labels);
  };
  fill();
  rival.value = FIRST_RIVAL;
  for (const control of [first, rival, drawn]) control.addEventListener("change", changed);
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
  return {
    chosen: () => (compare.checked ? [first, rival] : [first]).map((list) => entries()[Number(list.value)]!),
  };
}
