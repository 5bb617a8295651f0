import type { AddCommand } from "../add-command.ts";
import { addArtifactDigest } from "../attest-tools/artifact-command.ts";

export const addArtifact: AddCommand = (program, exitWith) => {
  addArtifactDigest(program.command("artifact").description("artifacts and their digests"), exitWith);
};
