import { test } from "vitest";
import { mountedHierarchies } from "../../src/actuator/open-actuator.ts";
import { cgroupsWork } from "../warden/rig.ts";
import { CONTRACT, type ContractSubject, CPU_SHARE, workloadContract } from "./contract.ts";
import { openProcessRig } from "./process-rig.ts";

const hierarchies = mountedHierarchies();
const firstVersion = hierarchies.filter(({ version }) => version === 1);

const subject = (name: string, of: typeof hierarchies | null): ContractSubject => ({
  name,
  open: () => openProcessRig(of),
  reachable: [1_000_000, 200_000, 0],
  settleMs: 5_000,
  // Written at every step, so that whatever was tampered with is put right.
  repeatsOrders: true,
  faultsMax: 4,
  measureMs: 6_000,
});

const SUBJECTS = [
  ...(cgroupsWork ? [subject(`cgroups as mounted (${versionsOf(hierarchies)})`, hierarchies)] : []),
  ...(cgroupsWork && firstVersion.some(({ controllers }) => controllers.includes("freezer"))
    ? [subject("cgroups of version 1 alone", firstVersion)]
    : []),
  subject("signals", null),
];

function versionsOf(of: typeof hierarchies): string {
  return [...new Set(of.map(({ version }) => `version ${version}`))].toSorted().join(" and ");
}

// The same code as with both versions but for freezer and meter: the faults of every call are tried once.
const WITHOUT_FAULTS = CONTRACT.filter(({ title }) => !title.includes("each call in turn"));

for (const each of SUBJECTS) workloadContract(each, each.name.endsWith("alone") ? WITHOUT_FAULTS : CONTRACT);

// Together, for the sake of time: the three trees take 60 % of one core between them.
test.concurrent.for(SUBJECTS)("G-110 20 % ± 3 points, and nothing when paused, by $name", (each) =>
  CPU_SHARE.run(each),
);
