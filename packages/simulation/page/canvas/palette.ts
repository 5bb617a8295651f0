const NAMES = [
  "card",
  "ink",
  "soft",
  "line",
  "cpu",
  "memory",
  "hot",
  "oom",
  "agent",
  "way",
  "target",
  "cell",
  "cell-mark",
  "good",
  "bubble",
  "collapse",
  "flow",
  "people",
  "dirt-clean",
  "dirt-middle",
  "dirt-full",
  "gardener",
  "gardener-edge",
] as const;

/** The colours of the style sheet, as it has them in the light and in the dark. */
export type Palette = Readonly<Record<(typeof NAMES)[number], string>>;

function read(): Palette {
  const style = getComputedStyle(document.documentElement);
  const entries = NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()] as const);
  return Object.fromEntries(entries) as Record<(typeof NAMES)[number], string>;
}

let palette: Palette | null = null;

export const currentPalette = (): Palette => (palette ??= read());

/** Reads the colours anew, and tells, when the reader turns to the dark or back. */
export function onPaletteChange(changed: () => void): void {
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    palette = null;
    changed();
  });
}

/** Red, green and blue of `#rrggbb`, 0 to 255. */
export const channelsOf = (colour: string): readonly [number, number, number] => {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
};
