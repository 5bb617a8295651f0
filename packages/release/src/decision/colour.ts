import { oneOf, type Shaped } from "@plimsoll/foundation";

/** Worst first, so that a smaller place is a worse answer. */
export const COLOURS = ["RED", "YELLOW", "GREEN"] as const;
export const colourShape = oneOf(...COLOURS);
export type Colour = Shaped<typeof colourShape>;

export const isGreener = (one: Colour, other: Colour): boolean => COLOURS.indexOf(one) > COLOURS.indexOf(other);

/** The worst of them; GREEN of none. */
export const worstOf = (colours: readonly Colour[]): Colour =>
  COLOURS.find((colour) => colours.includes(colour)) ?? "GREEN";
