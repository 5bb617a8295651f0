import { doorsOf, type Manifest } from "../workspace.ts";

/** The page that goes into a tarball: what the package is, how it is reached, and where the rest is told. */
export function packageReadme(manifest: Manifest): string {
  const { name, description = "", bin = {} } = manifest;
  const commands = Object.keys(bin);
  return [
    `# ${name}`,
    sentence(description),
    "A package of Plimsoll, the load line for AI systems: compute only as far as control over the model is measured.",
    `\`\`\`sh\nnpm install ${name}\n\`\`\``,
    ...(commands.length === 0 ? [] : [`Commands: ${listed(commands)}. Each tells its use with \`--help\`.`]),
    ...(doorsOf(manifest).length === 0 ? [] : [`Imports: ${listed(doorsOf(manifest))}. Types are included.`]),
    "Needs Node 24 or newer. Apache-2.0: see LICENSE and NOTICE.",
  ]
    .join("\n\n")
    .concat("\n");
}

const listed = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");

const sentence = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`);
