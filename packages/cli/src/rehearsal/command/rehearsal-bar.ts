const WIDTH = 24;

/** How far a rehearsal is, as `2/6 slow-decay under shipped [######..................]`. */
export function rehearsalBar(text: string, share: number): string {
  const filled = Math.floor(WIDTH * Math.max(0, Math.min(1, share)));
  return `${text} [${"#".repeat(filled)}${".".repeat(WIDTH - filled)}]`;
}
