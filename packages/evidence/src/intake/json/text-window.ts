/** Gives the next bytes of a text, or null at its end. */
export type NextPiece = () => Uint8Array | null;

/** A text of one piece. */
export function onePiece(bytes: Uint8Array): NextPiece {
  let waiting: Uint8Array | null = bytes;
  return () => {
    const piece = waiting;
    waiting = null;
    return piece;
  };
}
