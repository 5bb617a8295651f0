/** However many entries one sync brings, they are told of once. @param soon calls back when the turn is over */
export function soonOnce(act: () => void, soon: (act: () => void) => unknown): () => void {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    soon(() => {
      isDue = false;
      act();
    });
  };
}
