/** A digest short enough for a line; the whole one stands in its title. */
export const shortDigest = (digest: string): string => {
  const [algorithm, hex] = digest.split(":");
  return hex !== undefined && hex.length > 12 ? `${algorithm}:${hex.slice(0, 8)}…` : digest;
};

/** `goal_edit` as people write it. */
export const plainWords = (name: string): string => name.replaceAll("_", " ").replaceAll("-", " ");
