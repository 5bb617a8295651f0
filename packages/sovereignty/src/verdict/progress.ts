/** Told of work as it goes on: so many of so many are done. */
export type Progress = (done: number, total: number) => void;
