// Writes spec/vectors/mesh, what every reader of spec/mesh.md must come to from the same bytes.
// Run after a change that is meant: node --conditions=@plimsoll/source scripts/write/mesh-vectors.ts
import { mkdirSync, writeFileSync } from "node:fs";
import { meshVectors } from "../../packages/mesh/test/state/vectors/mesh-vectors.ts";

const FOLDER = new URL("../../spec/vectors/mesh/", import.meta.url);

mkdirSync(FOLDER, { recursive: true });
for (const [file, vectors] of Object.entries(meshVectors())) {
  writeFileSync(new URL(file, FOLDER), `${JSON.stringify(vectors, null, 2)}\n`);
}
