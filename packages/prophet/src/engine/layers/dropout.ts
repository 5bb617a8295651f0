import { uniformAt } from "@plimsoll/simulation";
import type { Arena } from "@plimsoll/simulation/arithmetic";
import type { Memory, Placed } from "../memory.ts";
import type { Layer, Pass } from "./layer.ts";

/**
 * Inverted dropout (Srivastava et al. 2014): a unit is 0 with chance `share`, else divided by 1 - share; only in the rows that the pass names.
 * The other rows pass as they are, so that one pass can hold rows that learn and rows that measure.
 */
export function placeDropout(arena: Arena, width: number, share: number, rowsMax: number): Placed<Layer> {
  const [y, factors] = [arena.numbers(rowsMax * width), arena.numbers(rowsMax * width)];
  return (memory) => dropout(memory, { width, share, y, factors, size: rowsMax * width });
}

interface DropoutPlace {
  readonly width: number;
  readonly share: number;
  readonly y: number;
  readonly factors: number;
  readonly size: number;
}

function dropout({ at, numbers }: Memory, { width, share, y, factors, size }: DropoutPlace): Layer {
  const [kept, outputs] = [at(factors, size), at(y, size)];
  const draw = ({ dropout: dropped }: Pass, count: number): void => {
    const drawn = dropped === null ? 0 : Math.min(count, dropped.droppedRows * width);
    for (let i = 0; i < drawn; i += 1) {
      kept[i] = dropped !== null && uniformAt(dropped.key, i) < share ? 0 : 1 / (1 - share);
    }
    kept.fill(1, drawn, count);
  };
  return {
    forward: (x, rows, pass) => {
      draw(pass, rows * width);
      for (let i = 0; i < rows * width; i += 1)
        outputs[i] = (numbers[x / 4 + i] ?? Number.NaN) * (kept[i] ?? Number.NaN);
      return y;
    },
    backward: (dy, rows) => {
      for (let i = 0; i < rows * width; i += 1)
        numbers[dy / 4 + i] = (numbers[dy / 4 + i] ?? Number.NaN) * (kept[i] ?? Number.NaN);
      return dy;
    },
  };
}
