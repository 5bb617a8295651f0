// Writes a page for each door of each published package into docs/reference/api, which git ignores: it is made of the docstrings.
// Run: npm run docs:api
import { join } from "node:path";
import { Application, type TypeDocOptions } from "typedoc";
import type { PluginOptions } from "typedoc-plugin-markdown";
import { doorSources } from "./api/door-sources.ts";
import { ROOT } from "./workspace.ts";

const out = join(ROOT, "docs/reference/api");
const options: Partial<TypeDocOptions & PluginOptions> = {
  entryPoints: doorSources().map(({ file }) => file),
  tsconfig: join(ROOT, "tsconfig.tests.json"),
  plugin: ["typedoc-plugin-markdown"],
  // Named here and nowhere else: typedoc writes to ./docs where nothing is named, and empties what it writes to.
  outputs: [{ name: "markdown", path: out }],
  // npm run check asks for the types.
  skipErrorChecking: true,
  excludeExternals: true,
  disableSources: true,
  readme: "none",
  validation: { notExported: false },
  // Options of the plugin: one page for a door, parameters as tables.
  outputFileStrategy: "modules",
  parametersFormat: "table",
  hideBreadcrumbs: true,
  hidePageHeader: true,
};
const application = await Application.bootstrapWithPlugins(options);
const [output] = application.options.getValue("outputs");
if (output?.path !== out) throw new Error(`expected typedoc to write to ${out}, got ${output?.path}`);
const project = await application.convert();
if (project === undefined) throw new Error("typedoc could not read the doors");
await application.generateOutputs(project);
