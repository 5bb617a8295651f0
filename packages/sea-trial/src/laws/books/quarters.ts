/** Quarters of UTC as numbers, four for each year since 0. */
export const quarterNumberAt = (atMs: number): number => {
  const date = new Date(atMs);
  return date.getUTCFullYear() * 4 + Math.floor(date.getUTCMonth() / 3);
};

/** The number of a quarter that is written as `2026Q4`. */
export const quarterNumber = (name: string): number => {
  const [year = "", place = ""] = name.split("Q");
  return Number(year) * 4 + Number(place) - 1;
};

export const quarterName = (atMs: number): string => {
  const number = quarterNumberAt(atMs);
  return `${Math.floor(number / 4)}Q${(number % 4) + 1}`;
};
