import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";
import { workloadContract } from "./contract.ts";
import { slurmGate } from "./slurm-gate.ts";
import { openSlurmRig, type SlurmSite } from "./slurm-rig.ts";

const directory = mkdtempSync(join(tmpdir(), "plimsoll-slurm-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const site: SlurmSite = {
  environment: {
    PATH: `${fileURLToPath(new URL("./slurm-stand-in", import.meta.url))}:/usr/bin:/bin`,
    SLURM_STAND_IN: directory,
  },
  nodeName: "standin",
  daemons: () => [],
  // The stand-in has done what it answers.
  pauseConfirmedMs: 0,
  directory,
  isDrained: () => existsSync(join(directory, "node-state")),
  undrain: () => rmSync(join(directory, "node-state"), { force: true }),
};

workloadContract({
  name: "Slurm (its stand-in, with real processes)",
  open: () => openSlurmRig(site),
  reachable: [1_000_000, 0],
  settleMs: 5_000,
  faultsMax: 3,
});

slurmGate(site);
