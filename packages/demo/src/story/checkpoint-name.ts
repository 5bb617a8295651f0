/** File name of the weights after so many updates. */
export const checkpointName = (step: number): string => `step-${String(step).padStart(5, "0")}.policy`;
