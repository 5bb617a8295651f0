import { performance } from "node:perf_hooks";
import { publishedPackages } from "../workspace.ts";
import type { InstallationCheck } from "./checks/check.ts";
import { dataIsCarried, siteIsGoverned, versionIsTold } from "./checks/commands.ts";
import { doorsOpen, typesResolve } from "./checks/doors.ts";
import { daemonServes, labPageServes } from "./checks/serving.ts";
import { installTarballs } from "./installed-copy.ts";
import type { Tarball } from "./pack-copy.ts";

/** In this order: the daemon serves the site that was governed. */
const CHECKS: readonly InstallationCheck[] = [
  versionIsTold,
  doorsOpen,
  typesResolve,
  dataIsCarried,
  siteIsGoverned,
  daemonServes,
  labPageServes,
];

/** Installs the tarballs in an empty folder and tries them there, a line for each thing that works. Throws at the first that does not. */
export async function* checkInstallation(
  tarballFolder: string,
  tarballs: readonly Tarball[],
  folder: string,
): AsyncGenerator<string> {
  installTarballs(tarballFolder, tarballs, folder);
  const published = publishedPackages();
  for (const { name, run } of CHECKS) {
    const startMs = performance.now();
    const figure = await run({ folder, published });
    yield `ok  ${name}: ${figure}  (${((performance.now() - startMs) / 1_000).toFixed(1)} s)`;
  }
}
