import { setTimeout as wait } from "node:timers/promises";
import { type Digest, PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { dataFolder, openSite } from "@plimsoll/governor";
import { type KernelWord, wordOf } from "@plimsoll/release";
import { type DeskPorts, openLanguageModel } from "@plimsoll/release/node";
import { isEntry } from "./is-entry.ts";
import { requirementIn } from "./requirement.ts";

const TIGHTENING = ["SSI_THRESHOLD_CRITICAL", "CORROBORATION_THRESHOLD", "INITIAL_T_VALUE"] as const;

/** Values of the environment that may make the policy stricter. */
export const tighteningEnvironment = (): DeskPorts["environment"] =>
  Object.fromEntries(TIGHTENING.map((name) => [name, process.env[name]]));

/** The language model that the environment names; null where it names none. Throws `LLM_SETTINGS_INVALID`. */
export function languageModel(): NonNullable<DeskPorts["model"]> | null {
  const [baseUrl, apiKey, model] = ["RSP_LLM_BASE_URL", "RSP_LLM_API_KEY", "RSP_LLM_MODEL"].map((name) =>
    process.env[name] === "" ? undefined : process.env[name],
  );
  if (baseUrl === undefined && apiKey === undefined && model === undefined) return null;
  return openLanguageModel({ baseUrl: baseUrl ?? "", apiKey: apiKey ?? null, model: model ?? "" });
}

/** The desk on this machine, with the site of the data folder where there is one. */
export const deskPorts = (data: string, onStep: (step: string) => void): DeskPorts => ({
  clock: systemClock,
  environment: tighteningEnvironment(),
  model: languageModel(),
  kernelWord: (artifacts) => kernelWord(data, artifacts),
  wait: async (ms) => {
    await wait(ms);
  },
  onStep,
});

/**
 * What the site's kernel says of these weights; null where there is no site. Throws `SITE_NOT_FOUND` where there was one and its ledger
 * is gone: a kernel that cannot be asked has not said that it has nothing against it.
 */
export function kernelWord(data: string, artifacts: readonly Digest[]): readonly KernelWord[] | null {
  if (!hasSite(data)) return null;
  using site = openSite(data);
  // An empty ledger has nobody who could have killed anything.
  if (site.state.site === null) throw ledgerGone(data);
  return wordOf(site.state, artifacts);
}

/** Whether a data folder has a site. Throws `SITE_NOT_FOUND` for one whose ledger is gone. */
export function hasSite(data: string): boolean {
  const { ledger, keys, handIn, meshSites } = dataFolder(data);
  if (isEntry(ledger)) return true;
  if ([keys, handIn, meshSites, requirementIn(data)].some(isEntry)) throw ledgerGone(data);
  return false;
}

const ledgerGone = (data: string): PlimsollError =>
  new PlimsollError({
    code: "SITE_NOT_FOUND",
    expected: `the ledger of the site in "${data}"`,
    received: "what is left of a site, without it",
    fix: "bring the ledger back; what the kernel killed cannot be looked up without it",
  });
