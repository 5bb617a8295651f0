// Writes deploy/server/kubernetes from the chart, so that both say the same: for whoever applies with kubectl alone. Needs
// scripts/install/helm.js. Run: node scripts/write/plain-manifests.ts
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { plainManifests } from "../image/plain-manifests.ts";

const FOLDER = new URL("../../deploy/server/kubernetes/", import.meta.url);

for (const [file, text] of Object.entries(plainManifests())) {
  mkdirSync(new URL(".", new URL(file, FOLDER)), { recursive: true });
  writeFileSync(new URL(file, FOLDER), text);
}
const formatter = fileURLToPath(new URL("../../node_modules/.bin/oxfmt", import.meta.url));
execFileSync(formatter, [fileURLToPath(FOLDER)], { stdio: "inherit" });
