import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/**
 * A powercap tree as Linux documents it (Documentation/power/powercap/powercap.rst and Documentation/ABI/testing/sysfs-class-powercap):
 * the machines that this project runs on have none.
 */
export function raplTree(energyUj: Readonly<Record<string, number | string>>): string {
  const root = mkdtempSync(join(tmpdir(), "rapl-"));
  const zone = (folder: string, name: string, range = 262_143_328_850): void => {
    writeInto(root, join(placeOf(folder), "name"), `${name}\n`);
    writeInto(root, join(placeOf(folder), "max_energy_range_uj"), `${range}\n`);
    setRapl(root, folder, energyUj[folder] ?? 0);
  };
  mkdirSync(join(root, "intel-rapl"));
  zone("intel-rapl:0", "package-0");
  zone("intel-rapl:0:0", "core");
  zone("intel-rapl:0:1", "uncore");
  zone("intel-rapl:0:2", "dram", 65_712_999_613);
  zone("intel-rapl:1", "psys");
  return root;
}

/** Subzones lie in the folder of their zone. */
const placeOf = (folder: string): string => {
  const [zone = "", parent = "", subzone] = folder.split(":");
  return subzone === undefined ? folder : join(`${zone}:${parent}`, folder);
};

export const setRapl = (root: string, folder: string, energyUj: number | string): void =>
  writeInto(root, join(placeOf(folder), "energy_uj"), `${energyUj}\n`);

function writeInto(root: string, path: string, text: string): void {
  mkdirSync(join(root, dirname(path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** As dcgm-exporter writes it (text format 0.0.4): no GPU is on the machines of this project. */
export const dcgmText = (energies: Readonly<Record<string, string>>): string =>
  [
    "# HELP DCGM_FI_DEV_POWER_USAGE Power draw (in W).",
    "# TYPE DCGM_FI_DEV_POWER_USAGE gauge",
    ...Object.keys(energies).map((uuid, at) => `DCGM_FI_DEV_POWER_USAGE{gpu="${at}",UUID="${uuid}"} 68.244000`),
    "# HELP DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION Total energy consumption since boot (in mJ).",
    "# TYPE DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION counter",
    ...Object.entries(energies).map(
      ([uuid, mj], at) =>
        `DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="${at}",UUID="${uuid}",pci_bus_id="00000000:37:00.0",modelName="NVIDIA H100"} ${mj}`,
    ),
    "",
  ].join("\n");

/** As Kepler 0.10 and later writes it: a node by zone, and its pods. */
export const keplerText = (nodeJ: number, podsJ: Readonly<Record<string, number>>): string =>
  [
    "# TYPE kepler_node_cpu_watts gauge",
    'kepler_node_cpu_watts{node_name="n",path="/sys/class/powercap/intel-rapl:0",zone="package"} 71.5',
    "# TYPE kepler_node_cpu_joules_total counter",
    `kepler_node_cpu_joules_total{node_name="n",path="/sys/class/powercap/intel-rapl:0",zone="package"} ${nodeJ}`,
    `kepler_node_cpu_joules_total{node_name="n",path="/sys/class/powercap/intel-rapl:0:0",zone="core"} ${nodeJ}`,
    "# TYPE kepler_pod_cpu_joules_total counter",
    ...Object.entries(podsJ).map(
      ([pod, joules]) =>
        `kepler_pod_cpu_joules_total{node_name="n",pod_id="${pod}",pod_name="${pod}",pod_namespace="team",state="running",zone="package"} ${joules}`,
    ),
    "",
  ].join("\n");
