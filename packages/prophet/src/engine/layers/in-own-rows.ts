import type { Arena } from "@plimsoll/simulation/arithmetic";
import type { Placed } from "../memory.ts";
import type { Layer } from "./layer.ts";

/** A layer that writes over what it is given, on a copy: for rows that somebody needs later. */
export function inOwnRows(arena: Arena, layer: Placed<Layer>, width: number, rowsMax: number): Placed<Layer> {
  const own = arena.numbers(rowsMax * width);
  return (memory) => {
    const inner = layer(memory);
    return {
      forward: (x, rows, pass) => {
        memory.numbers.copyWithin(own / 4, x / 4, x / 4 + rows * width);
        return inner.forward(own, rows, pass);
      },
      backward: (dy, rows) => inner.backward(dy, rows),
    };
  };
}
