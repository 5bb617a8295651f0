import type { Digest } from "@plimsoll/foundation";
import { artifactDigest, verifyOciImage } from "@plimsoll/governor";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";
import { digestOption } from "../token-tools/digest-option.ts";
import { orRefuse } from "./refused-evidence.ts";

interface DigestFlags {
  readonly oci?: boolean;
  readonly manifest?: Digest;
  readonly platform?: string;
  readonly reference?: string;
  readonly json?: boolean;
}

export const addArtifactDigest: AddCommand = (artifact) => {
  const command = artifact
    .command("digest")
    .argument("<path>", "a file or folder; with --oci, an OCI image layout folder")
    .description("the digest that the ledger and tokens know an artifact by")
    .option("--oci", "an image: every blob is hashed anew")
    .option("--manifest <digest>", "which image of the layout, by its manifest", digestOption)
    .option("--platform <name>", "which image of the layout, as os/architecture[/variant]")
    .option("--reference <name>", "which image of the layout, by its name in the index")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      "\nExamples:\n  plimsoll artifact digest model/\n  plimsoll artifact digest image/ --oci --platform linux/amd64",
    )
    .action((path: string, flags: DigestFlags) => {
      if (flags.oci !== true && (flags.manifest ?? flags.platform ?? flags.reference) !== undefined)
        command.error("error: --manifest, --platform and --reference are for --oci");
      const digest = flags.oci === true ? imageDigest(path, flags) : artifactDigest(path);
      if (flags.json === true) printJson({ type: "summary", ok: true, path, digest });
      else process.stdout.write(`${digest}\n`);
    });
};

const imageDigest = (path: string, { manifest, platform, reference }: DigestFlags): Digest =>
  orRefuse(
    verifyOciImage(path, {
      ...(manifest === undefined ? {} : { manifest }),
      ...(platform === undefined ? {} : { platform }),
      ...(reference === undefined ? {} : { reference }),
    }),
  ).manifest;
