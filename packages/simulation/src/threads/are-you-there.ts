/** What a browser's thread is asked first, and answers when it can take its work. */
export const ARE_YOU_THERE = "are you there";
