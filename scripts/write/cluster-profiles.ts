// Writes what the Python package has from TypeScript: its profiles, and the vectors that hold its arithmetic to ours.
// Run after a change that is meant: node --conditions=@plimsoll/source scripts/write/cluster-profiles.ts
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parameterVectors, profilesFile } from "../../packages/simulation/test/python/cluster-files.ts";

const root = new URL("../..", import.meta.url);

const FILES: Readonly<Record<string, unknown>> = {
  "python/src/plimsoll/simulation/profiles.json": profilesFile(),
  "spec/vectors/simulation/parameters.json": parameterVectors(),
};

const written = Object.entries(FILES).map(([file, content]) => {
  const place = new URL(file, root);
  mkdirSync(new URL(".", place), { recursive: true });
  writeFileSync(place, `${JSON.stringify(content, null, 2)}\n`);
  return fileURLToPath(place);
});
const oxfmt = fileURLToPath(new URL("node_modules/oxfmt/bin/oxfmt", root));
execFileSync(process.execPath, [oxfmt, ...written], { stdio: "inherit" });
