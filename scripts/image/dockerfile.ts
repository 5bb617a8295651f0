// What `scripts/test/image-steps.js` reads of deploy/Dockerfile: as much as that file uses, and nothing else in silence.

const KNOWN = new Set(["FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "HEALTHCHECK", "ENTRYPOINT", "CMD"]);

export interface DockerfileStep {
  readonly word: string;
  readonly rest: string;
}

/** The instructions, with continued lines joined and arguments put in. Throws for a line that is not known here. */
export function dockerfileSteps(text: string): readonly DockerfileStep[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const joined = lines
    .join("\n")
    .replaceAll(/\\\n\s*/g, "")
    .split("\n");
  const values = new Map<string, string>();
  return joined.flatMap((line) => {
    const [, word = "", rest = ""] = /^([A-Z]+) +(.*)$/.exec(line) ?? [];
    if (word === "ARG") {
      const [name = "", value = ""] = rest.split("=");
      values.set(name, value);
      return [];
    }
    if (!KNOWN.has(word)) throw new Error(`deploy/Dockerfile has a line that is not known here: ${line}`);
    return [
      { word, rest: rest.replaceAll(/\$\{(\w+)\}/g, (whole: string, name: string) => values.get(name) ?? whole) },
    ];
  });
}

/** Whether a path of the checkout is left out; the last pattern that fits decides. */
export function ignoredBy(text: string): (path: string) => boolean {
  const patterns = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const rules = patterns.map((pattern) => ({
    leavesOut: !pattern.startsWith("!"),
    fits: fitting(pattern.replace("!", "")),
  }));
  return (path) => rules.findLast(({ fits }) => fits(path))?.leavesOut ?? false;
}

/** `**` stands for folders, `*` for what is no slash; what lies in a folder that fits, fits. */
function fitting(pattern: string): (path: string) => boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]]/g, "\\$&")
    .replaceAll("**/", "\0")
    .replaceAll("*", "[^/]*")
    .replaceAll("\0", "(?:.*/)?");
  const whole = new RegExp(`^${source}(?:/.*)?$`);
  return (path) => whole.test(path);
}
