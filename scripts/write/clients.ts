// Writes what the clients have from the API's description, and the vectors of what they sign.
// Run after a change of the API: node --conditions=@plimsoll/source scripts/write/clients.ts
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { clientFiles } from "../clients/client-files.ts";

for (const [file, text] of Object.entries(clientFiles())) {
  const place = fileURLToPath(new URL(`../../${file}`, import.meta.url));
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, text);
}
