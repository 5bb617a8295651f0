import { readFileSync } from "node:fs";
import { describe } from "vitest";
import { PAUSE_CONFIRMED_MS } from "../../src/actuator/slurm/slurm-actuator.ts";
import { workloadContract } from "./contract.ts";
import { slurmGate } from "./slurm-gate.ts";
import { openSlurmRig, slurm, type SlurmSite } from "./slurm-rig.ts";

/** A folder with the real Slurm that `scripts/test/real-slurm.js` started; the stand-in is tried everywhere else. */
const directory = process.env["PLIMSOLL_REAL_SLURM"] ?? "";

const pidIn = (file: string): number => Number(readFileSync(`${directory}/${file}`, "utf8"));

describe.skipIf(directory === "")("a real Slurm", () => {
  const site: SlurmSite = {
    environment: { PATH: process.env["PATH"] ?? "", SLURM_CONF: `${directory}/slurm.conf` },
    nodeName: process.env["PLIMSOLL_REAL_SLURM_NODE"] ?? "",
    daemons: () => [pidIn("slurmd.pid"), pidIn("slurmctld.pid")],
    pauseConfirmedMs: PAUSE_CONFIRMED_MS,
    directory,
    isDrained: () => /drain/i.test(slurm(site, "sinfo", "--noheader", "--format=%T")),
    undrain: () => void slurm(site, "scontrol", "update", `NodeName=${site.nodeName}`, "State=RESUME"),
  };

  workloadContract({
    name: "Slurm itself",
    open: () => openSlurmRig(site),
    reachable: [1_000_000, 0],
    settleMs: 20_000,
    timeoutMs: 300_000,
    faultsMax: 5,
  });

  slurmGate(site);
});
