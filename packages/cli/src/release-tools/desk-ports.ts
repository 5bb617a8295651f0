import { existsSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import type { Digest } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { dataFolder, openSite } from "@plimsoll/governor";
import type { KernelState } from "@plimsoll/kernel";
import type { KernelWord } from "@plimsoll/release";
import { type DeskPorts, openLanguageModel } from "@plimsoll/release/node";

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

/** What the site's kernel says of these weights. A data folder without a site has no kernel to ask. */
export function kernelWord(data: string, artifacts: readonly Digest[]): readonly KernelWord[] {
  if (!existsSync(dataFolder(data).ledger)) return [];
  using site = openSite(data);
  return wordOf(site.state, artifacts);
}

/** The same of a site that is open already. */
export function wordOf(
  { lineages, checkpoints }: Pick<KernelState, "lineages" | "checkpoints">,
  artifacts: readonly Digest[],
): readonly KernelWord[] {
  const held = [...lineages.values()].filter(({ frozen }) => frozen.some((each) => artifacts.includes(each)));
  const own = artifacts.flatMap((artifact) => lineages.get(checkpoints.get(artifact)?.lineage ?? "") ?? []);
  return [
    ...(held.some(({ killed }) => killed) ? (["kill"] as const) : []),
    ...(held.length > 0 ? (["freeze"] as const) : []),
    ...(own.some(({ gapShownBy }) => gapShownBy !== null) ? (["gap"] as const) : []),
  ];
}
