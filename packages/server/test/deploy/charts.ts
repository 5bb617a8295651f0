import { existsSync } from "node:fs";
import { hasHelm, rendered, valuesFile } from "../../../../scripts/image/plain-manifests.ts";
import { documentsIn, filesIn, textOf, type Tree } from "./trees.ts";

/** Every object of deploy/server/kubernetes, as it is for kubectl. */
export const plainObjects = (): readonly Tree[] =>
  filesIn("server/kubernetes")
    .filter((file) => !file.endsWith("kustomization.yaml"))
    .flatMap((file) => documentsIn(textOf(`server/kubernetes/${file}`)));

/** What Helm makes of a file in the chart's ci folder. `node scripts/install/helm.js` builds it. */
export const chartObjects = (values: string, ...words: readonly string[]): readonly Tree[] =>
  documentsIn(rendered("--values", valuesFile(values), ...words));

export const HELM_IS_HERE = hasHelm();

export const PROMTOOL = new URL("../../../../node_modules/.cache/prometheus/usr/bin/promtool", import.meta.url)
  .pathname;
export const PROMTOOL_IS_HERE = existsSync(PROMTOOL);
