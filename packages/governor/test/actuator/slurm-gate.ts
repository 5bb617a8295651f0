import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { slurmControllerProlog, slurmNodeEpilog, slurmNodeProlog } from "../../src/actuator/slurm/slurm-scripts.ts";
import { eventually, wait } from "../warden/rig.ts";
import { kill, marked, slurm, type SlurmSite, submit } from "./slurm-rig.ts";

/** The gate and the epilog, over the stand-in or a real Slurm: both run the scripts that lie in the site's folder. */
export function slurmGate(site: SlurmSite): void {
  const tokenFolder = join(site.directory, "tokens");
  const options = {
    verify: ["/bin/grep", "-qx", "good"],
    tokenFolder,
    searchPath: site.environment["PATH"] ?? "",
    slurmConf: site.environment["SLURM_CONF"] ?? "",
  };

  const install = (scripts: { controller?: string; node?: string; epilog?: string }): void => {
    mkdirSync(tokenFolder, { recursive: true });
    writeFileSync(join(tokenFolder, "tuning.jwt"), "good\n");
    writeFileSync(join(tokenFolder, "expired.jwt"), "bad\n");
    writeFileSync(join(site.directory, "beside.jwt"), "good\n");
    const place = (name: string, text: string): void =>
      writeFileSync(join(site.directory, name), text, { mode: 0o755 });
    place("prolog-slurmctld", scripts.controller ?? "#!/bin/sh\nexit 0\n");
    place("prolog", scripts.node ?? "#!/bin/sh\nexit 0\n");
    place("epilog", scripts.epilog ?? "#!/bin/sh\nexit 0\n");
    onTestFinished(() => {
      for (const name of ["prolog-slurmctld", "prolog", "epilog"]) {
        rmSync(join(site.directory, name));
        writeFileSync(join(site.directory, name), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
      }
    });
  };

  const stateOf = (jobId: string): string =>
    slurm(site, "squeue", "--noheader", "--states=all", "--format=%A|%T|%N|%r", `--jobs=${jobId}`);

  const cancel = (jobId: string): void => {
    slurm(site, "scancel", "--quiet", jobId);
    kill(jobId);
  };

  test.each([
    [],
    ["--comment=hello"],
    ["--comment=plimsoll:"],
    ["--comment=plimsoll:expired"],
    ["--comment=plimsoll:unknown"],
    ["--comment=plimsoll:../beside"],
    ["--comment=plimsoll:tuning;true"],
  ])("G-118 a job without a valid token is cancelled before it runs: %s", async (...comment) => {
    install({ controller: slurmControllerProlog(options) });
    const jobId = submit(site, ...comment);
    await eventually(() => stateOf(jobId).includes("|CANCELLED|"), 20_000);
    expect(marked(jobId)).toEqual([]);
  });

  test("G-118 a job with a valid token runs", async () => {
    install({ controller: slurmControllerProlog(options), node: slurmNodeProlog(options) });
    const jobId = submit(site, "--comment=plimsoll:tuning");
    onTestFinished(() => cancel(jobId));
    await eventually(() => stateOf(jobId).includes("|RUNNING|") && marked(jobId).length > 0, 20_000);
  });

  test("G-118 a node whose controller was passed by denies all the same, and is drained", async () => {
    install({ node: slurmNodeProlog(options) });
    const jobId = submit(site, "--comment=plimsoll:expired");
    onTestFinished(() => {
      cancel(jobId);
      site.undrain();
    });
    await eventually(() => /\|PENDING\|.*held/i.test(stateOf(jobId)), 20_000);
    expect(site.isDrained()).toBe(true);
    expect(marked(jobId)).toEqual([]);
  });

  test("G-118 the epilog ends what a job left behind", async () => {
    install({ epilog: slurmNodeEpilog(options) });
    const jobId = submit(site);
    onTestFinished(() => cancel(jobId));
    await eventually(() => marked(jobId).length >= 4, 20_000);
    await wait(100);
    slurm(site, "scancel", "--signal=KILL", "--full", "--quiet", jobId);
    await eventually(() => marked(jobId).length === 0, 20_000);
    await eventually(() => !site.isDrained());
  });
}
