// Plain JavaScript on purpose: it must run on a Node that is too old for the rest, to say so.
const NODE_MAJOR_MIN = 24;

/** Ends the process with one clear line unless this Node can run the project. */
export function preflight() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major >= NODE_MAJOR_MIN) return;
  process.stderr.write(
    `NODE_TOO_OLD: expected Node ${NODE_MAJOR_MIN} or newer, got ${process.versions.node}; ` +
      "npm ci brings one for Linux, macOS and Windows: run this through npm, or install Node 24 yourself\n",
  );
  process.exit(1);
}
